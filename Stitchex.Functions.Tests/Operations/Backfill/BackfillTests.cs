using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Operations.Backfill;

/// <summary>Lists that are in order.</summary>
public sealed class BackfillTests(AzuriteFixture azurite) : BackfillTest(azurite)
{
    private const string Request = """{"resources":["product","customer","payment"],"ratePerMinute":6000}""";

    [Fact]
    public async Task AllRecords_AreFetchedOnce_HoweverOftenTheProcessIsKilled_AndASecondBackfillFetchesNone()
    {
        Create("product", 95);
        Create("customer", 55);
        Create("payment", 100);
        var id = await StartAsync(Request);

        // Cut off: before a page's row is written, before its next message is sent, among its events, and with the process.
        App.Faults.Add("PUT StitchexEvents", StorageFault.Fails, times: 5);
        await RunAsync(pages: 3);
        App.Faults.Add("POST stitchex-events/messages", StorageFault.Fails, times: 30);
        await RunAsync(pages: 2);
        App.Faults.Add("POST StitchexEvents", StorageFault.ResponseIsLost, times: 10);
        await RunAsync(afterPage: page => page is 1 or 4 or 7 ? StartAgainAsync() : Task.CompletedTask);

        var job = await GetAsync(id);
        Assert.Equal(["product Complete 95", "customer Complete 55", "payment Complete 100"], EndsOf(job));
        Assert.Equal(("Completed", 250, 250), NumbersOf(job));
        await AssertArchivedAsync();
        Assert.Equal(250, Requests().Records);
        var outcome = OperatorTest.Json(await Jobs.GetOutcomeAsync(id, CancellationToken.None));
        Assert.Equal((100, 250), ((int)outcome["of"]!, (int)outcome["done"]!));
        Assert.Equal(("Completed", 100), ((string)outcome["groups"]![0]!["ending"]!, (int)outcome["groups"]![0]!["count"]!));

        var (pages, records) = Requests();
        Assert.Equal(("Completed", 0, 0), NumbersOf(await RunAsync(Request)));
        Assert.Equal((pages + 10 + 6 + 10, records), Requests());
    }

    [Fact]
    public async Task WhatWasDeliveredOtherwise_IsFetched_AndAWebhookMeanwhileIsNotUndone()
    {
        var products = Create("product", 8);
        await RunAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        Stitchex.Update("product", products[0], record => record["name"] = "changed", announce: false);
        Stitchex.Delete("product", products[1], announce: false);
        var live = Stitchex.Update("product", products[2], record => record["name"] = "live");
        await App.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(SimulatedStitchex.BodyOf(live)));
        var before = Requests();

        var job = await RunAsync("""{"resources":["product"],"ratePerMinute":6000}""");

        // The one that changed, and perhaps the one whose webhook was still to be processed; that webhook looks twice, without a version.
        Assert.InRange((int)job["matched"]!, 1, 2);
        Assert.InRange(Requests().Records - before.Records, 2, 4);
        var blob = await App.Records.GetBlobClient($"product/{products[0]}.json").DownloadContentAsync();
        Assert.Contains("changed", blob.Value.Content.ToString(), StringComparison.Ordinal);
        Assert.True(await App.Records.GetBlobClient($"product/{products[1]}.json").ExistsAsync(), "a list alone deletes nothing");
        blob = await App.Records.GetBlobClient($"product/{products[2]}.json").DownloadContentAsync();
        Assert.Contains("live", blob.Value.Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeThatTheListShows_AndTheApiIsLateToShow_IsFetchedAgain()
    {
        var product = Create("product", 2)[0];
        await RunAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        Stitchex.Update("product", product, WithoutVersion, announce: false);

        await StartAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        await App.RunJobsAsync(pages: 1);
        Stitchex.Lag.Hold();
        await App.ProcessAllAsync();
        Stitchex.Lag.Release();
        await ProcessAsync();

        await AssertArchivedAsync();
        Assert.Equal(4, Requests().Records);

        static void WithoutVersion(JsonObject record) => record["updated_at"] = null;
    }

    [Fact]
    public async Task RecordsThatMoveWhileTheListIsRead_AreNotPassedOver()
    {
        var customers = Create("customer", 25);
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":6000}""");
        await RunAsync(pages: 1);

        // The newest comes first: what follows the page that was read moves up, and its first record into that page.
        Stitchex.Delete("customer", customers[^1], announce: false);
        await RunAsync();

        var list = (await GetAsync(id))["backfill"]!["lists"]![0]!;
        Assert.Equal(("Complete", 2, 24), ((string)list["state"]!, (int)list["pass"]!, (int)list["listed"]!));
        Assert.True(await App.Records.GetBlobClient($"customer/{customers[14]}.json").ExistsAsync());
        Assert.Equal(25, Requests().Records);
    }

    [Fact]
    public async Task DryRun_CountsWhatWouldBeFetched_AndSaysHowLongThatTakes()
    {
        var customers = Create("customer", 30);

        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":10,"dryRun":true}""");
        Assert.Null(await EstimateAsync());
        await RunAsync(pages: 1);
        Assert.Equal(0, await EstimateAsync());

        // The list is read again, and its records are counted once.
        Stitchex.Delete("customer", customers[^1], announce: false);
        await RunAsync();

        Assert.Equal(("Completed", 29, 0), NumbersOf(await GetAsync(id)));
        Assert.Equal(3, await EstimateAsync());
        Assert.Equal(0, Requests().Records);
        Assert.Empty(await App.EventRowsAsync());

        async Task<double?> EstimateAsync() => (double?)(await GetAsync(id))["backfill"]!["estimatedMinutes"];
    }

    [Fact]
    public async Task PausedJob_WaitsUntilItIsResumed_AndCancelledOneEnds()
    {
        Create("customer", 25);
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":6000}""");
        await RunAsync(pages: 1);

        OperatorTest.Json(await Jobs.PauseAsync(id, CancellationToken.None));
        await RunAsync();
        Assert.Equal(("Paused", 10, 10), NumbersOf(await GetAsync(id)));

        OperatorTest.Json(await Jobs.ResumeAsync(id, CancellationToken.None));
        await RunAsync(pages: 1);
        Assert.Equal(("Running", 20, 20), NumbersOf(await GetAsync(id)));

        OperatorTest.Json(await Jobs.PauseAsync(id, CancellationToken.None));
        OperatorTest.Json(await Jobs.CancelAsync(id, CancellationToken.None));
        await RunAsync();
        Assert.Equal(("Cancelled", 20, 20), NumbersOf(await GetAsync(id)));
    }

    [Fact]
    public async Task PageThatFails_IsAskedForAgain_AndNotPassedOver()
    {
        Create("customer", 25);
        Stitchex.Faults.Add(FaultRule.Response(500) with { Path = "/customers?page=2", Count = 2 });

        var job = await RunAsync("""{"resources":["customer"],"ratePerMinute":6000}""");

        Assert.Equal(["customer Complete 25"], EndsOf(job));
        await AssertArchivedAsync();
    }

    [Fact]
    public async Task EventsWhoseMessagesWereNotSent_GetThemWhenThePageIsRepeated_AtTheJobsRate()
    {
        Create("customer", 10);
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":10}""");
        App.Faults.Add("POST stitchex-events/messages", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
        App.Faults.Clear();
        await App.JobQueue.ClearMessagesAsync();
        Assert.Equal(10, (await App.EventRowsAsync()).Count);
        Assert.Empty((await App.Queue.PeekMessagesAsync(32)).Value);

        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(16));
        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        await App.Queue.ClearMessagesAsync();

        // Its turn comes while others wait, and passes.
        await SendManyAsync();
        await App.RunJobsAsync(pages: 1);
        await App.Queue.ClearMessagesAsync();
        await App.RunJobsAsync(pages: 1);

        Assert.Equal(("Completed", 10, 10), NumbersOf(await GetAsync(id)));
        Assert.Equal(10, (await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Single((await App.Queue.PeekMessagesAsync(32)).Value);
    }

    [Fact]
    public async Task EventsOfAPageThatWasCutOff_AreSwept_ThoughTheJobIsCancelled()
    {
        Create("customer", 3);
        var sweeper = App.Services.GetRequiredService<EventSweeper>();
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":6000}""");

        // The page's turn comes late, after the sweep has looked at the time before it.
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(14));
        await sweeper.SweepAsync(CancellationToken.None);
        App.Faults.Add("POST stitchex-events/messages", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
        App.Faults.Clear();
        OperatorTest.Json(await Jobs.CancelAsync(id, CancellationToken.None));
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(16));
        await sweeper.SweepAsync(CancellationToken.None);
        await ProcessAsync();

        await AssertArchivedAsync();
    }

    [Fact]
    public async Task WhileEventsOfEarlierPagesWereNotTried_NoPageIsRead()
    {
        Create("customer", 35);
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":10}""");

        await App.RunJobsAsync(pages: 4);
        Assert.Equal(("Running", 20, 20), NumbersOf(await GetAsync(id)));

        await App.ProcessAllAsync();
        await App.RunJobsAsync(pages: 1);
        Assert.Equal(("Running", 30, 30), NumbersOf(await GetAsync(id)));
    }

    [Fact]
    public async Task WhileManyMessagesWait_NoPageIsRead()
    {
        Create("customer", 25);
        var id = await StartAsync("""{"resources":["customer"],"ratePerMinute":6000}""");
        await SendManyAsync();

        await App.RunJobsAsync(pages: 2);

        Assert.Equal(("Running", 0, 0), NumbersOf(await GetAsync(id)));
        Assert.Equal((0, 0), Requests());
    }

    [Theory]
    [InlineData("""{"resources":[]}""", "1 to 30 resources")]
    [InlineData("""{"resources":["in voice"]}""", "cannot be a resource's name")]
    [InlineData("{}", "1 to 30 resources")]
    [InlineData("""{"resources":["*"],"ratePerMinute":9}""", "from 10 to 6,000")]
    public async Task RequestThatIsWrong_IsRejected(string request, string error)
    {
        var backfills = App.Services.GetRequiredService<BackfillOperations>();

        var response = await backfills.StartAsync(OperatorTest.Body(request), CancellationToken.None);

        Assert.Contains(error, OperatorTest.Problem(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    private async Task SendManyAsync()
    {
        for (var i = 0; i < 32; i++)
        {
            await App.Queue.SendMessageAsync("a message that waits");
        }
    }

    private static (string Status, int Matched, int Done) NumbersOf(JsonNode job) => Operations.Jobs.JobTest.NumbersOf(job);
}
