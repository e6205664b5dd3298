using System.Net;
using System.Text;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Composition;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests;

/// <summary>The app's services on an account of their own, without a functions host, and a view of what they leave in storage.</summary>
internal sealed class ReceiverApp : IAsyncDisposable
{
    /// <summary>The organisation that the app receives for, as in the fixtures.</summary>
    public const long OrganisationId = 9579;

    private readonly IHost _host;

    private ReceiverApp(AzuriteAccount account, IHost host, StorageFaults faults)
    {
        Account = account;
        _host = host;
        Faults = faults;
        Events = new TableClient(account.ConnectionString, StorageNames.EventsTable);
        EventIndex = new TableClient(account.ConnectionString, StorageNames.IndexTable);
        Queue = new QueueClient(account.ConnectionString, StorageNames.EventsQueue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        JobQueue = new QueueClient(account.ConnectionString, StorageNames.JobsQueue, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        Records = new BlobContainerClient(account.ConnectionString, StorageNames.RecordsContainer);
    }

    public AzuriteAccount Account { get; }

    public StorageFaults Faults { get; }

    public TableClient Events { get; }

    public TableClient EventIndex { get; }

    public QueueClient Queue { get; }

    public QueueClient JobQueue { get; }

    public BlobContainerClient Records { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Starts the app on a new account.</summary>
    /// <param name="azurite">Gives the account.</param>
    /// <param name="settings">Settings beside, or in place of, those that every test needs.</param>
    /// <param name="configure">Registers further services.</param>
    /// <param name="change">Changes what the app has registered.</param>
    public static async Task<ReceiverApp> StartAsync(
        AzuriteFixture azurite,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null,
        Action<IServiceCollection>? change = null)
    {
        var account = azurite.NewAccount();
        await StorageSetup.CreateAsync(account.ConnectionString);
        return await StartAsync(account, settings, configure, change);
    }

    /// <summary>Starts another instance on the account of one that runs already.</summary>
    public static Task<ReceiverApp> StartAgainAsync(ReceiverApp app, Dictionary<string, string?> settings, Action<IServiceCollection>? configure = null) =>
        StartAsync(app.Account, settings, configure);

    /// <summary>Receives a body as the HTTP function does.</summary>
    public Task<WebhookResponse> ReceiveAsync(byte[] body) =>
        Services.GetRequiredService<WebhookReceiver>().ReceiveAsync(new MemoryStream(body), CancellationToken.None);

    /// <inheritdoc cref="ReceiveAsync(byte[])"/>
    public Task<WebhookResponse> ReceiveAsync(string body) => ReceiveAsync(Encoding.UTF8.GetBytes(body));

    /// <summary>Receives a body as often as it takes, as Stitchex has it: storage may be slow on a busy machine, and 503 the response.</summary>
    public Task<WebhookResponse> ReceiveUntilTakenAsync(string body) =>
        Eventually.GivesAsync(() => ReceiveAsync(body), response => response.Status is not HttpStatusCode.ServiceUnavailable);

    /// <summary>Takes every visible message and processes it, as the queue function does, until none is left. What fails comes back after half a minute of storage's time.</summary>
    /// <returns>How many were done with.</returns>
    public async Task<int> ProcessAllAsync()
    {
        var processor = Services.GetRequiredService<EventProcessor>();
        var count = 0;
        while ((await Queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value is { } message)
        {
            try
            {
                await processor.ProcessAsync(message.Body.ToString(), CancellationToken.None);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
            {
                continue;
            }

            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            count++;
        }

        return count;
    }

    /// <summary>Does the pages of jobs, as the queue function does, until no message is left. Storage's time passes as fast as the delays of messages ask for.</summary>
    /// <param name="pages">How many pages at most.</param>
    /// <returns>How many were done.</returns>
    public async Task<int> RunJobsAsync(int pages = int.MaxValue)
    {
        var runner = Services.GetRequiredService<JobRunner>();
        var count = 0;
        while (count < pages)
        {
            if ((await JobQueue.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value is { } message)
            {
                await runner.RunAsync(message.Body.ToString(), CancellationToken.None);
                await JobQueue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                count++;
            }
            else if ((await JobQueue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0)
            {
                break;
            }
            else
            {
                await Account.AdvanceClockAsync(TimeSpan.FromSeconds(5));
            }
        }

        return count;
    }

    /// <summary>Processes one message.</summary>
    public Task ProcessAsync(EventMessage message) => Services.GetRequiredService<EventProcessor>().ProcessAsync(message.ToString(), CancellationToken.None);

    /// <summary>Has the app's clock learn storage's time, as any response of storage does.</summary>
    public Task LearnTimeAsync() => Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Control.IsPausedAsync(CancellationToken.None);

    /// <summary>The visible messages of the queue.</summary>
    public async Task<IReadOnlyList<EventMessage>> PeekAsync()
    {
        PeekedMessage[] peeked = await Queue.PeekMessagesAsync(32);
        return [.. peeked.Select(message => EventMessage.TryParse(message.Body.ToString(), out var parsed, out _) ? parsed : throw new InvalidOperationException(message.Body.ToString()))];
    }

    /// <summary>The rows of events.</summary>
    public Task<List<TableEntity>> EventRowsAsync() => RowsAsync(Events, "RowKey ge 'event.' and RowKey lt 'event/'");

    /// <summary>The only event's row.</summary>
    public async Task<TableEntity> OnlyEventRowAsync() => Assert.Single(await EventRowsAsync());

    /// <summary>The rows of records.</summary>
    public Task<List<TableEntity>> RecordRowsAsync() => RowsAsync(Events, "RowKey eq 'record'");

    /// <summary>The index entries in a partition of the index; all but those of the named partitions when none is given.</summary>
    public Task<List<TableEntity>> IndexEntriesAsync(string? partition = null) =>
        RowsAsync(EventIndex, partition is null ? "PartitionKey lt 'a'" : $"PartitionKey eq '{partition}'");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();

        // Requests to the API that are under way are waited for by the app's clock. One that a test moves would stand still.
        var clock = Services.GetRequiredService<TimeProvider>() as FakeTimeProvider;
        var disposing = ((IAsyncDisposable)_host).DisposeAsync().AsTask();
        while (await Task.WhenAny(disposing, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System)) != disposing)
        {
            clock?.Advance(TimeSpan.FromSeconds(1));
        }

        await disposing;
    }

    private static async Task<ReceiverApp> StartAsync(
        AzuriteAccount account, Dictionary<string, string?>? settings, Action<IServiceCollection>? configure, Action<IServiceCollection>? change = null)
    {
        var faults = new StorageFaults();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [StorageNames.Connection] = account.ConnectionString,
            ["Stitchex:Api:Email"] = "receiver@example.com",
            ["Stitchex:Api:Password"] = "a password",
            ["Stitchex:Api:OrganisationId"] = "9579",
            ["Stitchex:Api:RequestsPerMinute"] = "60000",

            // Most tests process one message after the other, and the clock stands meanwhile.
            ["Stitchex:Processing:MaxThrottleWait"] = "00:00:00",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<HttpPipelinePolicy>(faults);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        configure?.Invoke(builder.Services);
        builder.AddStitchexReceiver();
        change?.Invoke(builder.Services);

        var host = builder.Build();
        await host.StartAsync();
        return new ReceiverApp(account, host, faults);
    }

    private static async Task<List<TableEntity>> RowsAsync(TableClient table, string filter) =>
        await table.QueryAsync<TableEntity>(filter).ToListAsync();
}
