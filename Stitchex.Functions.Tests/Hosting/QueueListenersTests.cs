using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Testing;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Hosting;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Queues;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>Microsoft's listener under this host: what host.json says of queues holds, and storage may go away and come back.</summary>
public sealed class QueueListenersTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncDisposable
{
    private readonly RecordingInvoker _invoker = new();
    private readonly FakeLogCollector _logs = new();
    private readonly HostLifetime _lifetime = new();
    private readonly TemporaryFolder _folder = new();
    private QueueListeners? _listeners;

    [Fact]
    public async Task Message_IsGivenToTheFunction_AndDeleted()
    {
        var queue = await StartAsync(azurite.NewAccount().ConnectionString);

        await queue.SendMessageAsync("hällo");

        await Eventually.HoldsAsync(() => _invoker.Inputs.Select(input => input.String).SequenceEqual(["hällo"]));
        await Eventually.HoldsAsync(async () => await CountAsync(queue) == 0);
    }

    [Fact]
    public async Task MessageThatFailsTooOften_GoesToThePoisonQueue()
    {
        var connection = azurite.NewAccount().ConnectionString;
        _invoker.Behaviour = (_, _) => throw new InvalidOperationException("Never.");
        var queue = await StartAsync(connection, """{ "maxDequeueCount": 3, "visibilityTimeout": "00:00:00", "maxPollingInterval": "00:00:00.1" }""");

        await queue.SendMessageAsync("poison");

        Assert.Equal("poison", (await PoisonAsync(connection)).Body.ToString());
        Assert.Equal(3, _invoker.Inputs.Count);
    }

    [Fact]
    public async Task FailedMessage_ComesBackAfterTheVisibilityTimeout()
    {
        var account = azurite.NewAccount();
        _invoker.Behaviour = (_, _) => _invoker.Inputs.Count == 1 ? throw new InvalidOperationException("Not now.") : Task.CompletedTask;
        var queue = await StartAsync(account.ConnectionString, """{ "visibilityTimeout": "01:00:00", "maxPollingInterval": "00:00:00.1" }""");
        await queue.SendMessageAsync("twice");

        // It is given back a moment after the failure, and only then its hour begins.
        await Eventually.HoldsAsync(async () =>
        {
            await account.AdvanceClockAsync(TimeSpan.FromMinutes(30));
            return _invoker.Inputs.Count >= 2;
        });
        await Eventually.HoldsAsync(async () => await CountAsync(queue) == 0);
    }

    [Fact]
    public async Task MessageThatIsNotBase64_GoesToThePoisonQueueAsItIs()
    {
        var connection = azurite.NewAccount().ConnectionString;
        await StartAsync(connection);

        await new QueueClient(connection, "samples").SendMessageAsync("{plain}");

        var poison = new QueueClient(connection, "samples-poison");
        Assert.Equal("{plain}", (await Eventually.GivesAsync(async () => (await PeekAsync(poison))?.Body.ToString(), body => body is not null)));
        Assert.Empty(_invoker.Inputs);
    }

    [Fact]
    public async Task Batch_IsNotLargerThanHostJsonSays()
    {
        var goOn = new TaskCompletionSource();
        _invoker.Behaviour = (_, _) => goOn.Task;
        var queue = await StartAsync(
            azurite.NewAccount().ConnectionString, """{ "batchSize": 2, "newBatchThreshold": 1, "maxPollingInterval": "00:00:00.1" }""");
        for (var i = 0; i < 8; i++)
        {
            await queue.SendMessageAsync($"{i}");
        }

        await Eventually.HoldsAsync(() => _invoker.Inputs.Count >= 2);
        goOn.SetResult();
        await Eventually.HoldsAsync(() => _invoker.Inputs.Count == 8);

        Assert.InRange(_invoker.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task KilledHostsMessage_ComesBackAfterTheShortenedLease()
    {
        var account = azurite.NewAccount();
        var never = new TaskCompletionSource();
        _invoker.Behaviour = (_, _) => _invoker.Inputs.Count == 1 ? never.Task : Task.CompletedTask;
        var queue = await StartAsync(account.ConnectionString, lease: TimeSpan.FromSeconds(8));
        await queue.SendMessageAsync("again");
        await Eventually.HoldsAsync(() => _invoker.Inputs.Count >= 1);

        await account.AdvanceClockAsync(TimeSpan.FromSeconds(9));

        await Eventually.HoldsAsync(() => _invoker.Inputs.Count >= 2);
        never.SetResult();
    }

    [Fact]
    public async Task Stop_WaitsForWhatIsInHand_AndTakesNothingMore()
    {
        var goOn = new TaskCompletionSource();
        var wasCancelled = false;
        _invoker.Behaviour = async (_, cancellationToken) =>
        {
            await goOn.Task;
            wasCancelled = cancellationToken.IsCancellationRequested;
        };
        var connection = azurite.NewAccount().ConnectionString;
        var queue = await StartAsync(connection);
        await queue.SendMessageAsync("in hand");
        await Eventually.HoldsAsync(() => _invoker.Inputs.Count == 1);

        await _lifetime.StopAsync();
        var stopping = _listeners!.StopAsync();
        Assert.False(stopping.IsCompleted);
        goOn.SetResult();
        await stopping;

        Assert.False(wasCancelled);
        await using var next = new QueueListenersTests(azurite);
        await next.StartAsync(connection);
        await queue.SendMessageAsync("too late");
        await Eventually.HoldsAsync(() => next._invoker.Inputs.Count == 1);
        Assert.Single(_invoker.Inputs);
    }

    [Fact]
    public async Task StorageThatIsGoneForLong_IsListenedToAgain()
    {
        var connection = azurite.NewAccount().ConnectionString;
        using var proxy = new BreakableProxy(new QueueServiceClient(connection).Uri.Port);
        var queue = new QueueClient(connection, "samples", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        await StartAsync(connection.Replace($":{queue.Uri.Port}/", $":{proxy.Port}/", StringComparison.Ordinal));

        // The listener itself retries for a while before it gives up.
        proxy.Break();
        await _logs.ShowAsync("The queue listeners failed and are started again.");
        proxy.Restore();
        await queue.SendMessageAsync("back");

        await Eventually.HoldsAsync(() => _invoker.Inputs.Count == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _lifetime.StopAsync();
        await _lifetime.CancelAsync();
        await _lifetime.KillAsync();
        await (_listeners?.DisposeAsync() ?? ValueTask.CompletedTask);
        _lifetime.Dispose();
        _folder.Dispose();
    }

    private async Task<QueueClient> StartAsync(
        string connection, string queues = """{ "maxPollingInterval": "00:00:00.1" }""", TimeSpan? lease = null)
    {
        var queue = new QueueClient(connection, "samples", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateIfNotExistsAsync();
        var path = Path.Combine(_folder.Path, "host.json");
        await File.WriteAllTextAsync(path, $$"""{ "extensions": { "queues": {{queues}} } }""");
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["SampleStorage"] = connection })
            .Build();
        _listeners = new(
            [new("Sample", "message", new QueueTrigger("samples", "SampleStorage"), IsDisabled: false)],
            new FunctionsHostOptions { MessageLease = lease },
            settings,
            HostJson.Read(path),
            _invoker,
            _lifetime,
            _logs.CreateLoggers());
        await _listeners.StartAsync();
        return queue;
    }

    private static async Task<int> CountAsync(QueueClient queue) => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private static Task<PeekedMessage> PoisonAsync(string connection)
    {
        var poison = new QueueClient(connection, "samples-poison", new() { MessageEncoding = QueueMessageEncoding.Base64 });
        return Eventually.GivesAsync(async () => (await PeekAsync(poison))!, message => message is not null);
    }

    private static async Task<PeekedMessage?> PeekAsync(QueueClient queue) => await queue.ExistsAsync() ? (await queue.PeekMessageAsync()).Value : null;
}
