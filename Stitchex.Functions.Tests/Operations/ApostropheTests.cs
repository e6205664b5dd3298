using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>Ids with an apostrophe, which ends a text in filters for storage. No webhook makes one, but a message may carry one.</summary>
public sealed class ApostropheTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private static readonly EventMessage Message = new()
    {
        Id = $"in'voice.o'7.up'date.{new string('0', 32)}",
        Resource = "in'voice",
        RecordId = "o'7",
    };

    [Fact]
    public async Task Event_IsProcessedListedAndSwept()
    {
        await App.ProcessAsync(Message);

        Assert.Equal([Message.Id], Ids(await ListAsync()));
        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        await App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
    }

    [Fact]
    public async Task IndexEntries_AreReadAfterOneWithAnApostrophe()
    {
        await App.ProcessAsync(Message);
        var log = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Index;

        foreach (var partition in (IndexPartition[])[IndexPartition.Open, IndexPartition.DeadLettered])
        {
            await foreach (var entry in log.ReadAsync(partition, "", CancellationToken.None))
            {
                Assert.Empty(await log.ReadAsync(partition, entry.Entry.RowKey, CancellationToken.None).ToListAsync());
            }

            Assert.Empty(await log.ReadAsync(partition, "x'y", CancellationToken.None).ToListAsync());
        }
    }
}
