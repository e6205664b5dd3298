using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Redelivery;

/// <summary>All records of a resource are redelivered by a job.</summary>
public sealed class RedeliveryJobTests(AzuriteFixture azurite) : RedeliveryTest(azurite)
{
    private const string Commit = "PUT StitchexEvents";

    [Fact]
    public async Task RecordsOfAResource_AreRedeliveredEachOnce()
    {
        await StoreRecordsAsync(5);
        await StoreRecordAsync("invoices.1");
        await StoreRecordAsync("credit_note.1");
        await StoreRecordAsync("invoice.never", row => row["Hash"] = "");

        var job = await RunAsync("""{"kind":"redeliver","resource":"Invoice","handler":"BlobRecordArchive","ratePerMinute":20}""");

        Assert.Equal(("Completed", 5, 5), NumbersOf(job));
        Assert.Equal("Stitchex.Functions.Records.BlobRecordArchive", (string)job["filter"]!["handler"]!);
        var rows = await RedeliveriesAsync();
        Assert.Equal(["invoice.0", "invoice.1", "invoice.2", "invoice.3", "invoice.4"], rows.Select(row => row.PartitionKey));
        Assert.All(rows, row => Assert.Equal("Stitchex.Functions.Records.BlobRecordArchive", row.GetString("RedeliverTo")));
        Assert.Equal(5, (await App.PeekAsync()).Select(message => message.Id).Distinct().Count());
        Assert.Equal(5, (await IndexEntriesAsync()).Count());
    }

    [Fact]
    public async Task RecordsOfNamedEvents_AreRedeliveredEachOnce_AndItIsKeptWhoAsked()
    {
        var id = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        var never = await StoreAsync(EventState.Received);
        await StoreRecordAsync(id.PartitionKey);

        var job = Json(await Jobs.StartAsync(
            Body($$"""{"kind":"redeliver","ids":["{{id}}","{{never}}"]}"""), CancellationToken.None, "key night"), HttpStatusCode.Accepted);
        await App.RunJobsAsync();

        Assert.Equal(("Completed", 2, 1), NumbersOf(await GetAsync((string)job["id"]!)));
        var row = Assert.Single(await RedeliveriesAsync());
        Assert.Equal(id.PartitionKey, row.PartitionKey);
        var action = Assert.Single(ActionHistory.Parse(row.GetString("Actions")).Entries);
        Assert.Equal(("Redelivered", "key night"), (action.What, action.By));
    }

    [Fact]
    public async Task DryRun_CountsOnly()
    {
        await StoreRecordsAsync(3);

        Assert.Equal(("Completed", 3, 0), NumbersOf(await RunAsync("""{"kind":"redeliver","resource":"invoice","dryRun":true}""")));
        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task RecordsSinceATime_AreThoseThatWereDeliveredOrConfirmedSince_OrAreStillPending()
    {
        var before = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var after = before.AddDays(2);
        var none = new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await StoreRecordAsync("invoice.before", row => row["FetchedAt"] = before);
        await StoreRecordAsync("invoice.after", row => row["FetchedAt"] = after);
        await StoreRecordAsync("invoice.deleted", row => (row["FetchedAt"], row["DeletedAt"]) = (none, after));
        await StoreRecordAsync("invoice.pending", row => (row["FetchedAt"], row["PendingHash"]) = (before, "b"));

        await RunAsync("""{"kind":"redeliver","resource":"invoice","from":"2026-11-02"}""");

        Assert.Equal(["invoice.after", "invoice.deleted", "invoice.pending"], (await RedeliveriesAsync()).Select(row => row.PartitionKey));
    }

    [Fact]
    public async Task CutOffBetweenTheRedeliveriesAndTheCursor_MakesTheSameRedeliveriesAgain()
    {
        await StoreRecordsAsync(4);
        var id = await StartAsync("""{"kind":"redeliver","resource":"invoice","ratePerMinute":20}""");
        var message = await OnlyMessageAsync();
        App.Faults.Add(Commit, StorageFault.Fails);
        await Assert.ThrowsAsync<AggregateException>(() => Runner.RunAsync(message, CancellationToken.None));
        App.Faults.Clear();

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 4, 4), NumbersOf(await GetAsync(id)));
        Assert.Equal(4, (await RedeliveriesAsync()).Count);
        Assert.Equal(4, (await IndexEntriesAsync()).Count());
    }

    [Fact]
    public async Task CancelledJob_StopsThere()
    {
        await StoreRecordsAsync(4);
        var id = await StartAsync("""{"kind":"redeliver","resource":"invoice","ratePerMinute":20}""");
        await App.RunJobsAsync(pages: 1);

        Assert.Equal(("Cancelled", 2, 2), NumbersOf(Json(await Jobs.CancelAsync(id, CancellationToken.None))));
        await App.RunJobsAsync();

        Assert.Equal(2, (await RedeliveriesAsync()).Count);
    }

    [Fact]
    public async Task RecordWhoseIdNobodyKnowsAnyMore_IsLeftOut()
    {
        await StoreRecordAsync("invoice.~00000000000000000000000000000000");
        await StoreRecordAsync("invoice.7");

        Assert.Equal(("Completed", 2, 1), NumbersOf(await RunAsync("""{"kind":"redeliver","resource":"invoice"}""")));
        Assert.Equal("7", Assert.Single(await RedeliveriesAsync()).GetString("RecordId"));
    }

    [Fact]
    public async Task Page_TakesThreeRequestsForEachRecord()
    {
        await StoreRecordsAsync(6);
        await StartAsync("""{"kind":"redeliver","resource":"invoice","ratePerMinute":50}""");
        var message = await OnlyMessageAsync();
        App.Faults.Clear();

        await Runner.RunAsync(message, CancellationToken.None);

        // The job's row and the records; index entry, row and message of five; the job's row, and its next message.
        Assert.Equal(2 + (5 * 3) + 2, App.Faults.Requests.Count);
    }

    [Theory]
    [InlineData("""{"kind":"redeliver"}""", "a resource is needed")]
    [InlineData("""{"kind":"redeliver","resource":"invoice","handler":"PostInvoice"}""", "none of invoice's: BlobRecordArchive.")]
    [InlineData("""{"kind":"redeliver","resource":"invoice","state":"DeadLettered"}""", "leave out state")]
    [InlineData("""{"kind":"redeliver","resource":"invoice","outcome":"Handled"}""", "leave out outcome")]
    [InlineData("""{"kind":"redeliver","resource":"invoice","to":"2026-11-01"}""", "leave out to")]
    [InlineData("""{"kind":"redeliver","ids":["invoice.7.update.00000000000000000000000000000000"],"handler":"PostInvoice"}""", "none of invoice's")]
    public async Task FaultyRequest_IsExplained_AndStartsNothing(string request, string detail)
    {
        var response = await Jobs.StartAsync(Body(request), CancellationToken.None);

        Assert.Contains(detail, Problem(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(1)).Value);
    }

    private async Task StoreRecordsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await StoreRecordAsync($"invoice.{i}", row => row["FetchedAt"] = TimeProvider.System.GetUtcNow());
        }
    }
}
