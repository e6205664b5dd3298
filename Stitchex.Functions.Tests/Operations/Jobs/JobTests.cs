using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Jobs;

public sealed class JobTests(AzuriteFixture azurite) : JobTest(azurite)
{
    [Fact]
    public async Task DeadLetteredEvents_AreReplayedEachOnce_AndNoRowIsChanged()
    {
        var deadLettered = await StoreManyDeadLetteredAsync(5);
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        var before = await RowsAsync();

        var job = await RunAsync("""{"kind":"replay","state":"DeadLettered","ratePerMinute":20}""");

        Assert.Equal(("Completed", 5, 5), NumbersOf(job));
        Assert.Equal(deadLettered.Order(), await ReplayedAsync());
        Assert.Equal(before, await RowsAsync());
        Assert.NotNull((string?)job["completedAt"]);
    }

    [Theory]
    [InlineData("""{"kind":"replay","state":"DeadLettered","dryRun":true}""")]
    [InlineData("""{"kind":"resolve","state":"DeadLettered","note":"x","dryRun":true}""")]
    public async Task DryRun_CountsOnly(string request)
    {
        await StoreManyDeadLetteredAsync(3);
        var before = await RowsAsync();
        var indexEntries = await IndexEntriesAsync("dead-lettered");

        var job = await RunAsync(request);

        Assert.Equal(("Completed", 3, 0), NumbersOf(job));
        Assert.True((bool)job["dryRun"]!);
        Assert.Empty(await App.PeekAsync());
        Assert.Equal(before, await RowsAsync());
        Assert.Equal(indexEntries, await IndexEntriesAsync("dead-lettered"));
    }

    [Theory]
    [InlineData("""{"kind":"replay","state":"DeadLettered","outcome":"Rejected"}""", 1)]
    [InlineData("""{"kind":"replay","state":"deadlettered","outcome":"retriesexhausted"}""", 2)]
    [InlineData("""{"kind":"replay","state":"DeadLettered","resource":"invoice"}""", 3)]
    [InlineData("""{"kind":"replay","state":"DeadLettered","resource":"product"}""", 0)]
    [InlineData("""{"kind":"replay","state":"DeadLettered","to":"2001-01-01"}""", 0)]
    [InlineData("""{"kind":"replay","state":"DeadLettered","from":"2001-01-01T00:00:00Z"}""", 3)]
    [InlineData("""{"kind":"replay","state":null,"from":"2001-01-01","to":"2001-12-31"}""", 0)]
    public async Task Filter_Selects(string request, int count)
    {
        await StoreDeadLetteredAsync(EventOutcome.Rejected);
        await StoreManyDeadLetteredAsync(2);

        Assert.Equal(("Completed", count, count), NumbersOf(await RunAsync(request)));
    }

    [Fact]
    public async Task EventsOfATime_AreReplayedWhateverTheirState()
    {
        var first = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromDays(2));
        var second = await StoreAsync(EventState.Retrying);
        var day = TimeProvider.System.GetUtcNow();

        var job = await RunAsync($$"""{"kind":"replay","from":"{{day.AddDays(-1):yyyy-MM-dd}}","to":"{{day.AddDays(3):yyyy-MM-dd}}"}""");

        Assert.Equal(("Completed", 2, 2), NumbersOf(job));
        Assert.Equal(new[] { $"{first}", $"{second}" }.Order(), await ReplayedAsync());
    }

    [Fact]
    public async Task DeadLetteredEvents_AreResolved_AndStayDeadLettered()
    {
        await StoreManyDeadLetteredAsync(3);

        var job = await RunAsync("""{"kind":"resolve","state":"DeadLettered","note":"the ERP was away"}""");

        Assert.Equal(("Completed", 3, 3), NumbersOf(job));
        Assert.All(await App.EventRowsAsync(), row => Assert.Equal(("DeadLettered", "the ERP was away", true), (row.GetString("State"), row.GetString("ResolvedNote"), row.ContainsKey("ResolvedAt"))));
        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task ResolvedEvents_AreLeftAlone()
    {
        var resolved = await StoreDeadLetteredAsync();
        Json(await Events.ResolveAsync($"{resolved}", Body("""{"note":"x"}"""), CancellationToken.None));

        Assert.Equal(("Completed", 0, 0), NumbersOf(await RunAsync("""{"kind":"replay","state":"DeadLettered"}""")));
    }

    [Fact]
    public async Task Rate_IsKept()
    {
        await StoreManyDeadLetteredAsync(4);
        await StartAsync("""{"kind":"replay","state":"DeadLettered","ratePerMinute":1}""");

        await App.RunJobsAsync(pages: 1);

        Assert.Single(await ReplayedAsync());
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(1)).Value);
        await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(20));
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(1)).Value);
        await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(50));
        Assert.Single((await App.JobQueue.PeekMessagesAsync(1)).Value);
    }

    [Fact]
    public async Task CancelledJob_StopsThere_AndWhatWasDoneStaysDone()
    {
        await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync("""{"kind":"replay","state":"DeadLettered","ratePerMinute":20}""");
        await App.RunJobsAsync(pages: 1);

        Assert.Equal(("Cancelled", 2, 2), NumbersOf(Json(await Jobs.CancelAsync(id, CancellationToken.None))));
        await App.RunJobsAsync();

        Assert.Equal(2, (await ReplayedAsync()).Count());
        Assert.Equal(("Cancelled", 2, 2), NumbersOf(await GetAsync(id)));
        Assert.Equal(("Cancelled", 2, 2), NumbersOf(Json(await Jobs.CancelAsync(id, CancellationToken.None))));
    }

    [Fact]
    public async Task JobThatHasEnded_IsNotCancelled()
    {
        var job = await RunAsync("""{"kind":"replay","state":"DeadLettered"}""");

        Assert.Equal("Completed", (string)Json(await Jobs.CancelAsync((string)job["id"]!, CancellationToken.None))["status"]!);
    }

    [Fact]
    public async Task Jobs_AreListedNewestFirst()
    {
        var first = await StartAsync("""{"kind":"replay","state":"DeadLettered"}""");
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        var second = await StartAsync("""{"kind":"replay","state":"DeadLettered"}""");

        Assert.Equal([second, first], Json(await Jobs.ListAsync(CancellationToken.None))["jobs"]!.AsArray().Select(job => (string)job!["id"]!));
    }

    [Fact]
    public async Task StartedJob_IsLinked_AndTellsWhatItWillDo()
    {
        var response = await Jobs.StartAsync(Body("""{"kind":"resolve","state":"DeadLettered","note":" n ","outcome":"RetriesExhausted","resource":"Invoice"}"""), CancellationToken.None);

        var job = Json(response, HttpStatusCode.Accepted);
        Assert.Equal($"/api/operations/jobs/{job["id"]}", response.Location);
        Assert.Equal(("resolve", "Running", 600), ((string)job["kind"]!, (string)job["status"]!, (int)job["ratePerMinute"]!));
        Assert.Equal(("DeadLettered", "invoice", "RetriesExhausted", "n"), ((string)job["filter"]!["state"]!, (string)job["filter"]!["resource"]!, (string)job["filter"]!["outcome"]!, (string)job["filter"]!["note"]!));
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("[", "no JSON")]
    [InlineData("{}", "kind is needed")]
    [InlineData("""{"kind":"erase","state":"DeadLettered"}""", "kind is none of")]
    [InlineData("""{"kind":"replay"}""", "from and to")]
    [InlineData("""{"kind":"replay","state":"Lost"}""", "state is none of")]
    [InlineData("""{"kind":"replay","state":"Completed"}""", "state has to be DeadLettered")]
    [InlineData("""{"kind":"replay","from":"2026-11-01"}""", "from and to")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","from":"yesterday"}""", "from has to be")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","to":"9999-12-31"}""", "to has to be")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","from":"2026-11-02","to":"2026-11-01"}""", "from is after to")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":0}""", "ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":6001}""", "ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":"fast"}""", "$.ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","outcome":"Lost"}""", "outcome is none of")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","everything":true}""", "$.everything")]
    [InlineData("""{"kind":"resolve","state":"DeadLettered"}""", "note")]
    [InlineData("""{"kind":"resolve","from":"2026-11-01","to":"2026-11-02","note":"x"}""", "Only dead-lettered events")]
    public async Task FaultyRequest_IsExplained_AndStartsNothing(string request, string detail)
    {
        Assert.Contains(detail, Problem(await Jobs.StartAsync(Body(request), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(1)).Value);
        Assert.Empty(Json(await Jobs.ListAsync(CancellationToken.None))["jobs"]!.AsArray());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0000000000000000000-00000000")]
    [InlineData("0000000000000000000-0000000'")]
    [InlineData("../control/pause")]
    public async Task JobThatIsNotThere_IsNotFound(string id)
    {
        Problem(await Jobs.GetAsync(id, CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Jobs.CancelAsync(id, CancellationToken.None), HttpStatusCode.NotFound);
    }
}
