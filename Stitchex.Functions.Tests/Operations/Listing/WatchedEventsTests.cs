using System.Net;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Listing;

/// <summary>An event that is opened again is found by whoever follows a deployment, however old it is.</summary>
public sealed class WatchedEventsTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task DeadLetteredEvent_IsWatched_OnceItIsReplayed()
    {
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no such sku");
        var change = Create();
        await DeliverAsync(change);
        await ProcessAsync();
        await AdvanceAsync(TimeSpan.FromDays(100));
        Assert.Empty(await WatchedAsync(""));

        Journal.Behaviour = (_, _) => Task.CompletedTask;
        var id = await OnlyIdAsync();
        OperatorTest.Json(await Events.ReplayAsync($"{id}", CancellationToken.None), HttpStatusCode.Accepted);
        await ProcessAsync();

        Assert.Equal([$"{id}"], await WatchedAsync("&pageSize=1"));
        Assert.Equal([$"{id}"], await WatchedAsync($"&resource=invoice&recordId={change.Id}"));
        Assert.Empty(await WatchedAsync("&resource=product"));
    }

    private EventOperations Events => App.Services.GetRequiredService<EventOperations>();

    private async Task<IReadOnlyList<string>> WatchedAsync(string more)
    {
        var listed = OperatorTest.Json(await Events.ListAsync(HttpUtility.ParseQueryString($"watched=true{more}"), CancellationToken.None));
        Assert.All(listed["events"]!.AsArray(), shown => Assert.NotNull(shown!["lastAttemptAt"]));
        return [.. OperatorTest.Ids(listed)];
    }
}
