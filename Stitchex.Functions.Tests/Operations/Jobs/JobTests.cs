using System.Net;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.OpenApi;
using Stitchex.Functions.Protocol;
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
    [InlineData("""{"kind":"replay","state":"DeadLettered","recordId":"2","resource":"invoice","action":"update"}""", 1)]
    [InlineData("""{"kind":"replay","state":"DeadLettered","action":"delete"}""", 0)]
    [InlineData("""{"kind":"replay","state":"Completed","from":"2001-01-01","to":"2001-01-02"}""", 0)]
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
    public async Task NamedEvents_AreResolved_AlsoThoseThatAreRetried_AndNoOther()
    {
        var deadLettered = await StoreDeadLetteredAsync();
        var retried = await StoreAsync(EventState.Retrying);
        await StoreDeadLetteredAsync();
        var completed = await StoreAsync(EventState.Completed);

        var started = await Jobs.StartAsync(
            Body($$"""{"kind":"resolve","note":"by hand","ids":["{{deadLettered}}","{{retried}}","{{completed}}"],"ratePerMinute":20}"""),
            CancellationToken.None,
            "key night");
        await App.RunJobsAsync();

        var job = await GetAsync((string)Json(started, HttpStatusCode.Accepted)["id"]!);
        Assert.Equal(("Completed", 2, 2, 3), ((string)job["status"]!, (int)job["matched"]!, (int)job["done"]!, (int)job["named"]!));
        Assert.Equal(
            new[] { deadLettered.RowKey, retried.RowKey }.Order(),
            (await App.EventRowsAsync()).Where(row => row.ContainsKey("ResolvedAt")).Select(row => row.RowKey).Order());
        Assert.Equal($"{retried}", Assert.Single(await App.PeekAsync()).Id);
        var row = (await App.EventRowsAsync()).Single(row => row.RowKey == deadLettered.RowKey);
        var action = Assert.Single(ActionHistory.Parse(row.GetString("Actions")).Entries);
        Assert.Equal(("Resolved", "key night", "by hand"), (action.What, action.By, action.Note));
    }

    [Fact]
    public async Task Outcome_SaysHowTheFirstEventsEnded()
    {
        var handled = await StoreDeadLetteredAsync();
        var again = await StoreDeadLetteredAsync();
        await StoreManyDeadLetteredAsync(2);
        var job = await RunAsync("""{"kind":"replay","state":"DeadLettered"}""");
        var id = (string)job["id"]!;
        var opened = TimeProvider.System.GetUtcNow().AddMinutes(1);
        await ChangeAsync(handled, row => (row["OpenedAt"], row["State"], row["Outcome"]) = (opened, "Completed", "Handled"));
        await ChangeAsync(again, row => row["OpenedAt"] = opened);
        App.Faults.Clear();

        var outcome = Json(await Jobs.GetOutcomeAsync(id, CancellationToken.None));

        Assert.Equal(1 + 4, App.Faults.Requests.Count);
        Assert.Equal((4, 4), ((int)outcome["of"]!, (int)outcome["done"]!));
        Assert.Equal(
            ["Waiting  2", "Completed Handled 1", "DeadLettered RetriesExhausted 1"],
            outcome["groups"]!.AsArray().Select(group => $"{group!["ending"]} {group["outcome"]} {group["count"]}"));
        Assert.Equal([$"{again}"], outcome["groups"]![2]!["events"]!.AsArray().Select(it => (string)it!));
    }

    [Fact]
    public async Task JobOfTheVersionBefore_GoesOn()
    {
        await StoreDeadLetteredAsync(EventOutcome.Rejected);
        await StoreDeadLetteredAsync();
        var id = await StartAsync("""{"kind":"replay","state":"DeadLettered"}""");
        var row = (await App.Events.GetEntityAsync<TableEntity>("control", $"job.{id}")).Value;
        row.Remove("Query");
        (row["State"], row["Outcome"], row["From"]) = ("DeadLettered", "Rejected", new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        row["Until"] = TimeProvider.System.GetUtcNow().AddDays(1);
        await App.Events.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace);

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 1, 1), NumbersOf(await GetAsync(id)));
    }

    [Fact]
    public async Task OlderVersion_CannotReadAJob_AndSoDoesNotEndItWithNothingDone()
    {
        var id = await StartAsync("""{"kind":"replay","state":"DeadLettered"}""");

        var row = (await App.Events.GetEntityAsync<TableEntity>("control", $"job.{id}")).Value;
        Assert.False(Enum.TryParse<EventState>(row.GetString("State"), out _));
    }

    // What a job calls a word of its own would never reach its filter.
    [Fact]
    public void FiltersOfTheList_AreNoWordsOfTheJob()
    {
        var words = OperatorJson.Readable.JobRequest.Properties.Where(property => !property.IsExtensionData).Select(property => property.Name);
        var filters = ApiOperations.All.Single(it => it.Name == "ListEvents").Query.Select(it => it.Name);

        Assert.Empty(filters.Intersect(words).Except(["handler"]));
    }

    private Task ChangeAsync(StitchexEventId id, Action<TableEntity> change)
    {
        var row = new TableEntity(id.PartitionKey, id.RowKey);
        change(row);
        return App.Events.UpdateEntityAsync(row, Azure.ETag.All);
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
        var response = await Jobs.StartAsync(Body("""{"kind":"resolve","state":"DeadLettered","note":" n ","outcome":"RetriesExhausted","resource":"invoice"}"""), CancellationToken.None, "key night");

        var job = Json(response, HttpStatusCode.Accepted);
        Assert.Equal($"/api/operations/jobs/{job["id"]}", response.Location);
        Assert.Equal("key night", (string)job["by"]!);
        Assert.Equal(("resolve", "Running", 600), ((string)job["kind"]!, (string)job["status"]!, (int)job["ratePerMinute"]!));
        Assert.Equal(("DeadLettered", "invoice", "RetriesExhausted", "n"), ((string)job["filter"]!["state"]!, (string)job["filter"]!["resource"]!, (string)job["filter"]!["outcome"]!, (string)job["filter"]!["note"]!));
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("[", "no JSON")]
    [InlineData("{}", "kind is needed")]
    [InlineData("""{"kind":"erase","state":"DeadLettered"}""", "kind is needed")]
    [InlineData("""{"kind":"replay"}""", "from and to")]
    [InlineData("""{"kind":"replay","state":"Lost"}""", "state is none of")]
    [InlineData("""{"kind":"replay","state":"Completed"}""", "from and to")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","pageSize":"5"}""", "leave out pageSize")]
    [InlineData("""{"kind":"replay","ids":[]}""", "1 to 100 ids of events")]
    [InlineData("""{"kind":"replay","ids":["x"]}""", "1 to 100 ids of events")]
    [InlineData("""{"kind":"replay","ids":["invoice.7.update.00000000000000000000000000000000"],"state":"DeadLettered"}""", "not by both")]
    [InlineData("""{"kind":"removeQuarantined"}""", "A reason or ids")]
    [InlineData("""{"kind":"removeQuarantined","reason":"x","state":"DeadLettered"}""", "not known here")]
    [InlineData("""{"kind":"replay","from":"2026-11-01"}""", "from and to")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","from":"yesterday"}""", "from has to be")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","to":"9999-12-31"}""", "to has to be")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","from":"2026-11-02","to":"2026-11-01"}""", "from is after to")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":0}""", "ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":6001}""", "ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","ratePerMinute":"fast"}""", "$.ratePerMinute")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","outcome":"Lost"}""", "outcome is none of")]
    [InlineData("""{"kind":"replay","state":"DeadLettered","everything":true}""", "not known here")]
    [InlineData("""{"kind":"resolve","state":"DeadLettered"}""", "note")]
    [InlineData("""{"kind":"resolve","from":"2026-11-01","to":"2026-11-02","note":"x"}""", "Only events that are DeadLettered or Retrying")]
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
