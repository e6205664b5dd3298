using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Listing;

/// <summary>What whoever follows a deployment asks for: the events since a time, and those that are watched.</summary>
public sealed class NewEventsTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task Since_BoundsTheListToTheTick_AcrossMidnight()
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromDays(1));
        var second = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromHours(20));
        var third = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        var row = (await App.EventRowsAsync()).Single(row => $"{second}".EndsWith(row.RowKey["event.".Length..], StringComparison.Ordinal));
        var at = row.GetDateTimeOffset("ReceivedAt")!.Value;

        Assert.Equal([$"{third}", $"{second}"], Ids(await ListAsync($"since={at.UtcDateTime:O}")));
        Assert.Equal([$"{third}"], Ids(await ListAsync($"since={at.AddTicks(1).UtcDateTime:O}")));
    }

    [Fact]
    public async Task Idle_TakesOneRequest_WhateverIsStored()
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromHours(1));
        var now = App.Services.GetRequiredService<StorageClock>().UtcNow;
        App.Faults.Clear();

        Assert.Empty(Ids(await ListAsync($"since={now.UtcDateTime:O}")));
        Assert.Empty(Ids(await ListAsync("watched=true")));

        // Just after midnight there is a day more to look at.
        Assert.InRange(App.Faults.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task EventThatIsNotDone_IsWatched_OnceTheSweepHasSeenIt()
    {
        var id = await StoreAsync(EventState.Retrying);
        Assert.Empty(Ids(await ListAsync("watched=true")));
        await AdvanceAsync(TimeSpan.FromMinutes(11));

        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);

        Assert.Equal([$"{id}"], Ids(await ListAsync("watched=true")));
    }

    [Theory]
    [InlineData("since=yesterday", "2026-11-24T12:00:00Z")]
    [InlineData("since=2026-11-24", "2026-11-24T12:00:00Z")]
    [InlineData("since=1999-11-24T12:00:00Z", "from 2000")]
    [InlineData("watched=perhaps", "true or false")]
    public async Task FaultyQuery_IsExplained(string query, string detail)
    {
        var response = await Events.ListAsync(Query(query), CancellationToken.None);

        Assert.Contains(detail, Problem(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }
}
