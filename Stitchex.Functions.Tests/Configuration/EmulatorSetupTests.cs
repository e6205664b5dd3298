using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Configuration;

public sealed class EmulatorSetupTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task EmptyEmulator_GetsWhatTheAppNeeds()
    {
        var connection = azurite.Server.ConnectionString;

        await StartAsync(connection);

        // Other tests use this account, too.
        Assert.Superset(new HashSet<string> { StorageNames.IndexTable, StorageNames.EventsTable }, (await new TableServiceClient(connection).QueryAsync().Select(table => table.Name).ToListAsync()).ToHashSet());
        Assert.Superset(new HashSet<string> { StorageNames.EventsQueue, StorageNames.PoisonQueue }, (await new QueueServiceClient(connection).GetQueuesAsync().Select(queue => queue.Name).ToListAsync()).ToHashSet());
        Assert.True(await new BlobContainerClient(connection, StorageNames.RecordsContainer).ExistsAsync());
    }

    [Fact]
    public async Task AnyOtherAccount_IsLeftAlone()
    {
        var connection = azurite.NewAccount().ConnectionString;

        await StartAsync(connection);

        Assert.Empty(await new TableServiceClient(connection).QueryAsync().ToListAsync());
    }

    private static Task StartAsync(string connection) => new EmulatorSetup(
        new ConfigurationBuilder().AddInMemoryCollection([new(StorageNames.Connection, connection)]).Build(), NullLogger<EmulatorSetup>.Instance).StartAsync(CancellationToken.None);
}
