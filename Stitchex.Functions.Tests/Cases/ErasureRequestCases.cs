using System.Net;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What an operator who asks for an erasure is told, and what becomes of the job.</summary>
public sealed class ErasureRequestCases(AzuriteFixture azurite) : ErasureCase(azurite)
{
    [Fact]
    public async Task JobThatNamesTheRecord_AndHasNotEnded_KeepsItFromBeingErased()
    {
        var id = await DeliverAndProcessAsync();
        var request = $$"""{"ids":["{{await AnyIdAsync(id)}}"],"kind":"redeliver"}""";
        var started = await Jobs.StartAsync(OperatorTest.Body(request), CancellationToken.None);
        var job = (string)OperatorTest.Json(started, HttpStatusCode.Accepted)["id"]!;
        Assert.Equal($"Nothing was erased. invoice.{id}: job {job} is Running.", await RejectedAsync(id));

        OperatorTest.Json(await Jobs.PauseAsync(job, CancellationToken.None));
        Assert.Equal($"Nothing was erased. invoice.{id}: job {job} is Paused.", await RejectedAsync(id));

        OperatorTest.Json(await Jobs.CancelAsync(job, CancellationToken.None));
        var erased = await EraseAsync(RequestOf(id));
        Assert.Equal(("Completed", 1, null), ((string)erased["status"]!, (int)erased["done"]!, (string?)erased["error"]));
        await AssertForgottenAsync();
    }

    [Fact]
    public async Task AttemptThatWasCutOff_KeepsTheRecordFromBeingErased_UntilItCanWriteNothingMore()
    {
        var id = await DeliverAndProcessAsync();
        var first = await StartErasureAsync(RequestOf(id));
        Faults.Add("DELETE StitchexEvents(", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
        Faults.Clear();
        OperatorTest.Json(await Jobs.CancelAsync(first, CancellationToken.None));
        await RunJobsAsync();
        const string Attempt = "an attempt works on it, or was cut off less than a quarter of an hour ago";
        Assert.Equal($"Nothing was erased. invoice.{id}: {Attempt}.", await RejectedAsync(id));
        await AdvanceAsync(TimeSpan.FromMinutes(12));
        Assert.Contains(Attempt, await RejectedAsync(id), StringComparison.Ordinal);

        await AdvanceAsync(TimeSpan.FromMinutes(2));
        await EraseAsync(RequestOf(id));
        await AssertForgottenAsync();
    }

    [Fact]
    public async Task EventThatCameSinceItWasAskedFor_IsNamedByTheJob_WhichErasesTheOthers()
    {
        var (id, other) = (await DeliverAndProcessAsync(), await DeliverAndProcessAsync());
        var job = await StartErasureAsync(RequestOf(id, other));
        await DeliverAsync(Update(id, "since"));
        await RunJobsAsync();

        var done = await ReadJobAsync(job);
        Assert.Equal(("Completed", 2, 1), ((string)done["status"]!, (int)done["scanned"]!, (int)done["done"]!));
        Assert.Equal($"Not erased: invoice.{id}: an event, update, is Received.", (string)done["error"]!);
        Assert.All(await App.EventRowsAsync(), row => Assert.Equal($"invoice.{id}", row.PartitionKey));
        await ProcessAsync();
        Assert.Equal("since", await ArchivedAsync(id));
    }

    [Fact]
    public async Task StorageThatIsAway_KeepsTheJobWaiting_AndItGoesOn()
    {
        var id = await DeliverAndProcessAsync();
        var job = await StartErasureAsync(RequestOf(id));
        foreach (var request in new[] { "GET StitchexEvents(PartitionKey='invoice", "PUT stitchex-records", "PUT StitchexEvents(PartitionKey='erasure" })
        {
            Faults.Add(request, StorageFault.Fails);
            await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
            Faults.Clear();
            Assert.Equal(("Running", 0), ((string)(await ReadJobAsync(job))["status"]!, (int)(await ReadJobAsync(job))["scanned"]!));

            // Longer than its lease: it goes on under another.
            await AdvanceAsync(TimeSpan.FromMinutes(4));
        }

        await RunJobsAsync();
        Assert.Equal(("Completed", 1), ((string)(await ReadJobAsync(job))["status"]!, (int)(await ReadJobAsync(job))["done"]!));
        await AssertForgottenAsync();
    }

    [Fact]
    public async Task DryRunOfMany_CountsEachRecordOnce_AndChangesNothing()
    {
        var (id, other) = (await DeliverAndProcessAsync(), await DeliverAndProcessAsync());
        var before = await App.RecordRowsAsync();
        string[] unknown = [.. Enumerable.Range(1, 51).Select(number => $"unknown-{number}")];
        var dryRun = RequestOf([id, other, id, .. unknown], isDryRun: true);
        var counted = await EraseAsync(dryRun);

        Assert.Equal(("Completed", 53, 0, null), ((string)counted["status"]!, (int)counted["scanned"]!, (int)counted["done"]!, (string?)counted["error"]));
        Assert.Equal((2, 4, 2, 0), CountsOf(counted));
        Assert.Equal(before.Select(row => row.ETag), (await App.RecordRowsAsync()).Select(row => row.ETag));
        Assert.Equal(2, (await App.EventRowsAsync()).Count);
        Assert.Empty(OperatorTest.Json(await Erasures.ListAsync([], CancellationToken.None))["erasures"]!.AsArray());

        var erased = await EraseAsync(RequestOf([id, other, id, "unknown-1"]));
        Assert.Equal((3, 3), ((int)erased["scanned"]!, (int)erased["done"]!));
        Assert.Equal((2, 4, 2, 0), CountsOf(erased));
        await AssertForgottenAsync();

        var tooMany = await Erasures.StartAsync(OperatorTest.Body(RequestOf([.. unknown, .. unknown])), CancellationToken.None);
        Assert.Contains("1 to 100", OperatorTest.Problem(tooMany, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    private static string RequestOf(params string[] ids) => RequestOf(ids, isDryRun: false);

    private static string RequestOf(string[] ids, bool isDryRun)
    {
        var records = string.Join(',', ids.Select(id => $"\"invoice/{id}\""));
        return $$"""{"records":[{{records}}],"reason":"letter","dryRun":{{(isDryRun ? "true" : "false")}}}""";
    }

    private async Task<string> DeliverAndProcessAsync()
    {
        var change = CreatePersonal();
        await DeliverAsync(change);
        await ProcessAsync();
        return change.Id;
    }

    private async Task<string> RejectedAsync(string id) => OperatorTest.Problem(
        await Erasures.StartAsync(OperatorTest.Body(RequestOf(id)), CancellationToken.None), HttpStatusCode.Conflict);
}
