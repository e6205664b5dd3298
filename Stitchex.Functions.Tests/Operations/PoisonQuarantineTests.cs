using System.Text;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>Case 80: a message that is not Base64 is one that the host calls no function for.</summary>
public sealed class PoisonQuarantineTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private const string Odd = """{"id":"not in Base64"}""";

    private QueueClient Poison => new(App.Account.ConnectionString, StorageNames.PoisonQueue);

    [Fact]
    public async Task Case80_InThePoisonQueue_TheSweepKeepsItInTheLog_AndLeavesWhatTheHostCanRead()
    {
        var readable = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"v":1}"""));
        await Poison.SendMessageAsync(readable);
        await Poison.SendMessageAsync(Odd);

        await SweepAsync();

        var quarantined = Assert.Single(await App.IndexEntriesAsync("quarantine"));
        var kept = await App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Index.ReadQuarantinedAsync(quarantined.RowKey, CancellationToken.None);
        Assert.Equal(Odd, Encoding.UTF8.GetString(kept!.Content.Span));
        Assert.Contains("Base64", kept.Reason, StringComparison.Ordinal);
        Assert.Equal([readable], (await Poison.PeekMessagesAsync(32)).Value.Select(message => message.MessageText));
    }

    [Fact]
    public async Task Case80_TheSweepEndsBetweenKeepingAndRemoving_ItIsKeptOnce()
    {
        await Poison.SendMessageAsync(Odd);
        App.Faults.Add("DELETE stitchex-events-poison", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(SweepAsync);
        App.Faults.Clear();
        await AdvanceAsync(TimeSpan.FromMinutes(5));

        await SweepAsync();

        Assert.Single(await App.IndexEntriesAsync("quarantine"));
        Assert.Empty((await Poison.PeekMessagesAsync(32)).Value);
    }

    [Fact]
    public async Task Case80_NothingOddIsThere_ThePoisonQueueIsAskedForItsLengthAlone()
    {
        await SweepAsync();

        Assert.Single(App.Faults.Requests, request => request.Contains("stitchex-events-poison", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case80_AheadInTheQueueOfEvents_ItStopsNeitherTheSweepNorTheOverview()
    {
        var id = await StoreAsync(EventState.Received);
        await new QueueClient(App.Account.ConnectionString, StorageNames.EventsQueue).SendMessageAsync(Odd);
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();

        Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None));
        Assert.Contains($"{id}", await IndexEntriesAsync("open"));
    }

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
