using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Hosting.Worker;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>One app for all tests that open its dashboard in a browser. Each of them finds it empty.</summary>
[CollectionDefinition(nameof(DashboardApp))]
public sealed class DashboardApp : ICollectionFixture<DashboardApp>, IAsyncLifetime
{
    /// <summary>The member of a record, at its root, whose text is the reason why the app's handler rejects the record.</summary>
    internal const string RejectedFor = "rejected_for";

    private static readonly string[] Queues =
        [StorageNames.EventsQueue, StorageNames.PoisonQueue, StorageNames.JobsQueue, StorageNames.JobsPoisonQueue];

    private readonly AzuriteFixture _azurite = new();

    /// <summary>Gets what the app's two destinations are, ledger and flow.</summary>
    internal HookServer Hooks { get; private set; } = null!;

    /// <summary>Gets what runs.</summary>
    internal LocalStack Stack { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Hooks = await HookServer.StartAsync(HookServer.Reserve());
        Stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = _azurite.NewAccount().ConnectionString,
            Extension = new WorkerExtension(typeof(RejectingHandler), new Dictionary<string, string>()),
            Settings = new Dictionary<string, string>
            {
                ["Stitchex__Processing__RetryDelay"] = "00:00:00.2",
                ["Stitchex__Processing__MaxRetryDelay"] = "00:00:00.5",
                ["Stitchex__Processing__LagWindow"] = "00:00:00",
                ["Stitchex__Processing__SecondLook"] = "00:00:00",
                ["Stitchex__Processing__RetryWindow"] = "00:00:01",
                ["Stitchex__Processing__PauseCacheTime"] = "00:00:00",
                ["Stitchex__Processing__PauseDelay"] = "00:00:01",
                ["Stitchex__Destinations__ledger__Type"] = "Webhook",
                ["Stitchex__Destinations__ledger__Address"] = Hooks.Address.AbsoluteUri,
                ["Stitchex__Destinations__ledger__Secret"] = DestinationCase.Secret,
                ["Stitchex__Destinations__ledger__Resources__0"] = "production_order",
                ["Stitchex__Destinations__flow__Type"] = "Webhook",
                ["Stitchex__Destinations__flow__Address"] = Hooks.Address.AbsoluteUri,
                ["Stitchex__Destinations__flow__Secret"] = DestinationCase.Secret,
                ["Stitchex__Destinations__flow__Resources__0"] = "return",
            },
        });
    }

    public async Task DisposeAsync()
    {
        await Stack.DisposeAsync();
        await Hooks.DisposeAsync();
    }

    /// <summary>Takes away what a test has left. Ids of records are not used again.</summary>
    internal async Task EmptyAsync()
    {
        var connection = Stack.StorageConnectionString;
        Stack.Simulator.Faults.Clear();

        // Without messages nothing new begins; what is under way would write its row anew.
        await Task.WhenAll(Queues.Select(queue => new QueueClient(connection, queue).ClearMessagesAsync()));
        await Stack.Host.WaitForRunningAsync();

        await Task.WhenAll(
            new TableClient(connection, StorageNames.EventsTable).DeleteAsync(), new TableClient(connection, StorageNames.IndexTable).DeleteAsync());
        await StorageSetup.CreateAsync(connection);
        var records = new BlobContainerClient(connection, StorageNames.RecordsContainer);
        await foreach (var blob in records.GetBlobsAsync())
        {
            await records.DeleteBlobAsync(blob.Name);
        }
    }

    /// <summary>Rejects the records that ask for it, so that the reason stands in the error.</summary>
    private sealed class RejectingHandler : IRecordHandler
    {
        internal static void Configure(IServiceCollection services) => services.AddRecordHandler<RejectingHandler>();

        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
        {
            if (change.IsDeleted)
            {
                return Task.CompletedTask;
            }

            using var record = JsonDocument.Parse(change.Record);
            return record.RootElement.TryGetProperty(RejectedFor, out var reason)
                ? throw new RejectRecordException(reason.GetString()!)
                : Task.CompletedTask;
        }
    }
}
