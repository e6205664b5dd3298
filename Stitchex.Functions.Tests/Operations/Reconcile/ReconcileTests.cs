using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>Records that changed while no webhook came, and what Stitchex lists of them.</summary>
public sealed class ReconcileTests(AzuriteFixture azurite) : ReconcileTest(azurite)
{
    [Fact]
    public async Task WebhooksLostForThreeDays_EachRecordIsFound_AndDeliveredOnce_AndThenThereIsNothingToDo()
    {
        var products = Enumerable.Range(0, 12)
            .Select(_ => Stitchex.Create("product", WithoutVersion, lines: 1, announce: false).Id).ToList();
        var customers = Create("customer", 12);
        var payments = Create("payment", 3);
        await RunAsync(All);
        await App.Account.AdvanceClockAsync(TimeSpan.FromDays(3));
        var created = Create("customer", 1)[0];
        Stitchex.Update("customer", customers[0], record => record["name"] = "changed", announce: false);
        Stitchex.Delete("customer", customers[1], announce: false);
        Stitchex.Update("product", products[0], WithoutVersion + (record => record["name"] = "changed"), announce: false);
        Stitchex.Delete("product", products[1], announce: false);
        Stitchex.Delete("payment", payments[0], announce: false);
        var live = Stitchex.Update("payment", payments[1], record => record["reference"] = "live");
        await App.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(SimulatedStitchex.BodyOf(live)));
        var (pages, records) = Requests();
        var events = (await App.EventRowsAsync()).Count;
        var id = await StartReconcilingAsync(All);
        await RunAsync(pages: 5);

        // Cut off after the first list was compared: it is compared once more.
        App.Faults.Add("PUT StitchexEvents", StorageFault.Fails, times: 5);
        await RunAsync();

        string[] expected =
        [
            $"gone customer {customers[1]}", $"gone payment {payments[0]}", $"gone product {products[1]}",
            $"missing customer {created}", $"older customer {customers[0]}", $"older product {products[0]}",
        ];
        Assert.Equal(expected.Order(), (await FindingsAsync(id)).Select(TextOf).Order());
        var older = await FindingsAsync(id, "kind=older&resource=product&pageSize=1");
        Assert.Equal($"older product {products[0]}", TextOf(Assert.Single(older)));
        Assert.Equal(("Completed", 6, 0), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Equal(events, (await App.EventRowsAsync()).Count);

        // A product has no version that says which content is newer; what no list shows is asked for twice; and the live event's own fetch.
        Assert.Equal((pages + 5, records + 1 + (3 * 2) + 1), Requests());

        // Told of after all, and delivered; and cut off among the events, and before the job's row is written.
        var late = Stitchex.Update("customer", customers[0]);
        await App.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(SimulatedStitchex.BodyOf(late)));
        await ProcessAsync();
        OperatorTest.Json(await Reconciliations.DeliverAsync(id, OperatorTest.Body("{}"), CancellationToken.None));
        App.Faults.Add("POST stitchex-events/messages", StorageFault.Fails, times: 5);
        App.Faults.Add("PUT StitchexEvents", StorageFault.Fails, times: 5);
        await RunAsync();
        await DeliverAsync(id, "{}");

        Assert.Equal(("Completed", 6, 5), JobTest.NumbersOf(await GetAsync(id)));
        var made = (await App.EventRowsAsync()).Where(row => row.GetString("Action") is "reconcile" or "delete").ToList();
        Assert.All(made, row => Assert.Equal($"{row.GetString("Resource")}_reconcile", row.GetString("Event")));
        Assert.Equal(
            ["Deleted", "Deleted", "Deleted", "Handled", "Handled"], made.Select(row => row.GetString("Outcome")).Order());
        Assert.Equal(
            made.Select(row => $"{row.PartitionKey}.{row.RowKey["event.".Length..]}").Order(),
            (await FindingsAsync(id)).Select(finding => (string?)finding["event"]).OfType<string>().Order());
        Assert.Contains("changed", await ContentAsync("product", products[0]), StringComparison.Ordinal);
        Assert.Contains("\"deleted\":true", await ContentAsync("product", products[1]), StringComparison.Ordinal);
        Assert.Contains("\"deleted\":true", await ContentAsync("customer", customers[1]), StringComparison.Ordinal);

        (pages, records) = Requests();
        App.Faults.Clear();
        var again = await ReconcileAsync(All);
        var requests = App.Faults.Requests;
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(again)));
        Assert.Equal((pages + 5, records), Requests());

        // To start it 2; 4 for each of 5 pages; 5 for each of 3 lists, one of them for each thousand records; 5 to see that all is known.
        Assert.Equal(
            ["GET StitchexEvents 17", "POST $batch 6", "POST StitchexEvents 1", "POST stitchex-jobs/messages 9", "PUT StitchexEvents 9"],
            requests.CountBy(request => request.Split('(')[0]).Select(count => $"{count.Key} {count.Value}")
                .Order(StringComparer.Ordinal));

        // And also where a newer version of the app left its row.
        await App.Events.UpdateEntityAsync(new TableEntity("control", $"job.{id}") { ["Kind"] = "NotYetKnown" }, Azure.ETag.All);
        await App.Account.AdvanceClockAsync(TimeSpan.FromDays(40));
        await App.LearnTimeAsync();
        await App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
        var left = App.Events.QueryAsync<TableEntity>("PartitionKey ge 'reconcile-' and PartitionKey lt 'reconcile/'");
        Assert.Empty(await left.ToListAsync());
    }

    [Fact]
    public async Task RecordThatAListPassesOver_IsFetched_AndNotGone_AndOneThatOnlyTheListShows_IsNotMissing()
    {
        var customers = Create("customer", 5);
        await RunAsync(Customers);
        Stitchex.Delete("customer", customers[4], announce: false);
        await DeliverAsync(await ReconcileAsync(Customers), "{}");
        var shown = string.Join(',', Stitchex.Records.All().Select(history => history[0]).Where(version => version.Id != customers[0])
            .Select(version => Encoding.UTF8.GetString(version.Json.Span)));
        Respond("/customers?page=1", ListOf("customers", shown, total: 4));
        var before = Requests().Records;

        var id = await ReconcileAsync(Customers);

        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Equal(before + 3, Requests().Records);
    }

    [Fact]
    public async Task DeletedWhileTheListIsRead_OrHalfDelivered_IsGone()
    {
        var customers = Create("customer", 12);
        await RunAsync(Customers);
        var row = new TableEntity($"customer.{customers[0]}", "record") { ["PendingHash"] = "deleted" };
        await App.Events.UpdateEntityAsync(row, Azure.ETag.All);
        Stitchex.Delete("customer", customers[0], announce: false);
        var id = await StartReconcilingAsync(Customers);
        await RunAsync(pages: 1);

        // It was on the page that was read, and the list is read again.
        Stitchex.Delete("customer", customers[^1], announce: false);
        await RunAsync();

        string[] expected = [$"gone customer {customers[0]}", $"gone customer {customers[^1]}"];
        Assert.Equal(expected.Order(), (await FindingsAsync(id)).Select(TextOf).Order());
        await DeliverAsync(id, "{}");
        Assert.Equal(2, (await App.EventRowsAsync()).Count(row => row.GetString("Outcome") == "Deleted"));
    }

    [Fact]
    public async Task ListThatDoesNotEnd_LetsNothingBeGone()
    {
        var customers = Create("customer", 12);
        await RunAsync(Customers);
        Stitchex.Delete("customer", customers[0], announce: false);
        var second = Stitchex.Records.All().Select(history => history[0]).First(version => version.Id == customers[1]);
        var first = Encoding.UTF8.GetString(second.Json.Span);
        var wrong = Respond("/customers", ListOf("customers", first, total: 11));
        var before = Requests().Records;

        var incomplete = await GetAsync(await ReconcileAsync(Customers));
        wrong.End();
        Stitchex.Faults.Add(FaultRule.Response(404) with { Path = "/customers?page=1" });
        var missing = await GetAsync(await ReconcileAsync(Customers));

        Assert.Equal(["customer Incomplete 0"], EndsOf(incomplete));
        Assert.Equal(["customer NotFound 0"], EndsOf(missing));
        Assert.Equal((0, 0, before), ((int)incomplete["matched"]!, (int)missing["matched"]!, Requests().Records));
    }

    [Fact]
    public async Task ProductsThatAreListedOtherwise_AreFetched_AndDoNotDiffer()
    {
        var products = Create("product", 3);
        await RunAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        var version = Stitchex.Records.All().First(history => history[0].Id == products[0])[0].Json;
        var updatedAt = $"{JsonNode.Parse(version.Span)!["updated_at"]}";
        var later = DateTimeOffset.Parse(updatedAt, CultureInfo.InvariantCulture).AddSeconds(0.999);
        var items = string.Join(',', products.Select(product => $$"""{"id":{{product}},"updated_at":"{{later:yyyy-MM-ddTHH:mm:ssK}}"}"""));
        Respond("/products?page=1", ListOf("products", items, total: 3));

        var job = await GetAsync(await ReconcileAsync("""{"resources":["product"],"ratePerMinute":6000,"deliver":true}"""));

        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(job));
        Assert.Equal(3, (await App.EventRowsAsync()).Count);
    }

    [Fact]
    public async Task RecordThatWasRestored_IsAhead_AndIsDeliveredOnlyWhereThatIsAskedFor()
    {
        var customer = Create("customer", 1)[0];
        var old = Stitchex.Records.All().Single()[0].Json;
        Stitchex.Update("customer", customer, record => record["name"] = "newer", announce: false);
        await RunAsync(Customers);
        Stitchex.Put("customer", old, announce: false);

        var id = await ReconcileAsync("""{"resources":["customer"],"ratePerMinute":6000,"deliver":true}""");

        var finding = Assert.Single(await FindingsAsync(id));
        Assert.Equal($"ahead customer {customer}", TextOf(finding));
        Assert.True((DateTimeOffset)finding["versionHere"]! > (DateTimeOffset)finding["versionThere"]!);
        Assert.Equal($"/api/operations/records/customer/{customer}", (string)finding["record"]!);
        Assert.Single(await App.EventRowsAsync());

        // Cut off before the job's row is written.
        var ahead = OperatorTest.Body("""{"kinds":["ahead"]}""");
        OperatorTest.Json(await Reconciliations.DeliverAsync(id, ahead, CancellationToken.None));
        App.Faults.Add("PUT StitchexEvents(PartitionKey='control'", StorageFault.Fails, times: 4);
        await RunAsync();
        Assert.Equal(("Completed", 1, 1), JobTest.NumbersOf(await GetAsync(id)));
        await DeliverAsync(id, """{"kinds":["ahead"]}""");
        Assert.Equal(("Completed", 1, 1), JobTest.NumbersOf(await GetAsync(id)));

        Assert.Equal("WentBack", (await App.EventRowsAsync()).Single(row => row.GetString("Action") == "reconcile").GetString("Outcome"));
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(await ReconcileAsync(Customers))));
    }

    [Fact]
    public async Task RecordWhoseEventWaits_IsNoFinding_NorIsOneThatCannotBeFetched_AndAnUnavailableApiDelaysTheJob()
    {
        var customers = Create("customer", 3);
        await RunAsync(Customers);
        var waiting = Stitchex.Update("customer", customers[0]);
        Stitchex.Delete("customer", customers[1], announce: false);
        Stitchex.Delete("customer", customers[2], announce: false);
        Stitchex.Faults.Add(FaultRule.Response(503) with { Path = $"/customers/{customers[0]}" });
        Stitchex.Faults.Add(FaultRule.Response(422) with { Path = $"/customers/{customers[2]}" });
        await App.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(SimulatedStitchex.BodyOf(waiting)));
        Stitchex.Faults.Add(FaultRule.Response(500) with { Path = $"/customers/{customers[1]}", Count = 2 });

        var id = await StartReconcilingAsync(Customers);
        await App.RunJobsAsync();

        Assert.Equal($"gone customer {customers[1]}", TextOf(Assert.Single(await FindingsAsync(id))));
        var job = await GetAsync(id);
        Assert.Equal(1, (int)job["reconcile"]!["undecided"]!);
        Assert.Equal("Records that could not be fetched: 1.", (string)job["error"]!);
    }

    [Fact]
    public async Task RequestsThatAreWrong_AreRejected()
    {
        var wrong = OperatorTest.Body("""{"resources":["*"],"dryRun":true}""");
        var response = await Reconciliations.StartAsync(wrong, CancellationToken.None);
        Assert.Contains("dryRun", OperatorTest.Problem(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);

        var backfill = await StartAsync(Customers);
        var running = await StartReconcilingAsync(Customers);

        OperatorTest.Problem(await Reconciliations.ListFindingsAsync(backfill, [], CancellationToken.None), HttpStatusCode.NotFound);
        OperatorTest.Problem(
            await Reconciliations.DeliverAsync(running, OperatorTest.Body("{}"), CancellationToken.None), HttpStatusCode.Conflict);
    }

    // As Stitchex shows products.
    private static readonly Action<JsonObject> WithoutVersion = record => record.Remove("updated_at");

    private async Task<string> ContentAsync(string resource, string id) =>
        (await App.Records.GetBlobClient($"{resource}/{id}.json").DownloadContentAsync()).Value.Content.ToString();
}
