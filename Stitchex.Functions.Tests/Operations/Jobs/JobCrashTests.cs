using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Jobs;

/// <summary>Jobs whose runs are cut off, or whose requests to storage fail.</summary>
public sealed class JobCrashTests(AzuriteFixture azurite) : JobTest(azurite)
{
    private const string Request = """{"kind":"replay","state":"DeadLettered","ratePerMinute":20}""";
    private const string Commit = "PUT StitchexEvents";
    private const string SendNext = "POST stitchex-jobs/messages";
    private const string Replay = "POST stitchex-events/messages";

    [Fact]
    public async Task CutOffBetweenTheReplaysAndTheCursor_RepeatsThatPage_AndNoMore()
    {
        var deadLettered = await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync(Request);
        var message = await OnlyMessageAsync();
        App.Faults.Add(Commit, StorageFault.Fails);
        await Assert.ThrowsAsync<AggregateException>(() => Runner.RunAsync(message, CancellationToken.None));
        App.Faults.Clear();

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 4, 4), NumbersOf(await GetAsync(id)));
        var replayed = (await ReplayedAsync()).ToList();
        Assert.Equal(deadLettered.Order(), replayed.Distinct());
        Assert.Equal(6, replayed.Count);
    }

    [Fact]
    public async Task CutOffAmongTheReplays_LosesNone()
    {
        var deadLettered = await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync(Request);
        var message = await OnlyMessageAsync();
        // Two replays of four tries each: one of them fails.
        App.Faults.Add(Replay, StorageFault.Fails, times: 7);
        await Assert.ThrowsAsync<AggregateException>(() => Runner.RunAsync(message, CancellationToken.None));
        App.Faults.Clear();

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 4, 4), NumbersOf(await GetAsync(id)));
        Assert.Equal(deadLettered.Order(), (await ReplayedAsync()).Distinct());
    }

    [Fact]
    public async Task CutOffBetweenTheCursorAndTheNextMessage_IsSetGoingByTheSweep()
    {
        var deadLettered = await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync(Request);
        App.Faults.Add(SendNext, StorageFault.Fails);
        await Assert.ThrowsAsync<AggregateException>(() => App.RunJobsAsync(pages: 1));
        App.Faults.Clear();
        await App.JobQueue.ClearMessagesAsync();

        await SweepAfterAsync(TimeSpan.FromMinutes(10));
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(32)).Value);
        await SweepAfterAsync(TimeSpan.FromMinutes(6));
        await App.RunJobsAsync();

        Assert.Equal(("Completed", 4, 4), NumbersOf(await GetAsync(id)));
        Assert.Equal(deadLettered.Order(), await ReplayedAsync());
    }

    [Fact]
    public async Task JobBehindManyNewerOnes_IsSetGoingByTheSweep()
    {
        await StoreManyDeadLetteredAsync(1);
        var id = await StartAsync(Request);
        await App.JobQueue.ClearMessagesAsync();
        for (var i = 0; i < 50; i++)
        {
            var newer = await StartAsync(Request);
            await App.Events.UpdateEntityAsync(new TableEntity("control", $"job.{newer}") { ["Status"] = "Completed" }, Azure.ETag.All);
        }

        await App.JobQueue.ClearMessagesAsync();
        await SweepAfterAsync(TimeSpan.FromMinutes(16));

        Assert.Contains(id, await OnlyMessageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FirstMessageThatIsNotSent_IsSentByTheSweep()
    {
        var deadLettered = await StoreManyDeadLetteredAsync(1);
        App.Faults.Add(SendNext, StorageFault.Fails);
        var id = await StartAsync(Request);
        App.Faults.Clear();
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(32)).Value);

        await SweepAfterAsync(TimeSpan.FromMinutes(16));
        await App.RunJobsAsync();

        Assert.Equal(("Completed", 1, 1), NumbersOf(await GetAsync(id)));
        Assert.Equal(deadLettered, await ReplayedAsync());
    }

    [Theory]
    [InlineData(Commit)]
    [InlineData(SendNext)]
    public async Task LostResponse_LeadsToNoSecondChain(string request)
    {
        var deadLettered = await StoreManyDeadLetteredAsync(6);
        var id = await StartAsync(Request);
        App.Faults.Add(request, StorageFault.ResponseIsLost, times: 1);

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 6, 6), NumbersOf(await GetAsync(id)));
        Assert.Equal(deadLettered.Order(), await ReplayedAsync());
    }

    [Fact]
    public async Task LostResponseToTheStart_StartsOneJob()
    {
        App.Faults.Add("POST StitchexEvents", StorageFault.ResponseIsLost, times: 1);

        await StartAsync(Request);

        Assert.Single(Json(await Jobs.ListAsync(CancellationToken.None))["jobs"]!.AsArray());
    }

    [Fact]
    public async Task MessageOfAPageThatIsDone_IsDropped()
    {
        await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync(Request);
        var message = await OnlyMessageAsync();
        await App.RunJobsAsync(pages: 1);

        await Runner.RunAsync(message, CancellationToken.None);

        Assert.Equal(2, (await ReplayedAsync()).Count());
        Assert.Equal(("Running", 2, 2), NumbersOf(await GetAsync(id)));
    }

    [Fact]
    public async Task JobThatIsPausedInItsLastPage_HasEnded_AndBeginsNotAgain()
    {
        await StoreManyDeadLetteredAsync(1);
        var id = await StartAsync(Request);
        App.Faults.Add(Replay, StorageFault.Hangs, times: 1);
        var running = Runner.RunAsync(await OnlyMessageAsync(), CancellationToken.None);
        await Eventually.HoldsAsync(() => App.Faults.Requests.Any(request => request.StartsWith(Replay, StringComparison.Ordinal)));

        Json(await Jobs.PauseAsync(id, CancellationToken.None));
        await running;
        Json(await Jobs.ResumeAsync(id, CancellationToken.None));
        await App.RunJobsAsync();

        Assert.Equal(("Completed", 1, 1), NumbersOf(await GetAsync(id)));
        Assert.Single(await ReplayedAsync());
    }

    [Fact]
    public async Task JobWhosePageTakesSoLongThatItsMessageIsSentAgain_GoesOn()
    {
        await StoreManyDeadLetteredAsync(1);
        var id = await StartAsync(Request);
        App.Faults.Add(Replay, StorageFault.Hangs, times: 1);
        var running = Runner.RunAsync(await OnlyMessageAsync(), CancellationToken.None);
        await Eventually.HoldsAsync(() => App.Faults.Requests.Any(request => request.StartsWith(Replay, StringComparison.Ordinal)));

        await SweepAfterAsync(TimeSpan.FromMinutes(16));
        await running;

        Assert.Equal(("Completed", 1, 1), NumbersOf(await GetAsync(id)));
    }

    [Fact]
    public async Task JobThatIsCancelledInTheMiddleOfAPage_CountsThatPage_AndStopsThere()
    {
        await StoreManyDeadLetteredAsync(4);
        var id = await StartAsync(Request);
        App.Faults.Add(Replay, StorageFault.Hangs, times: 1);
        var running = Runner.RunAsync(await OnlyMessageAsync(), CancellationToken.None);
        await Eventually.HoldsAsync(() => App.Faults.Requests.Any(request => request.StartsWith(Replay, StringComparison.Ordinal)));

        Json(await Jobs.CancelAsync(id, CancellationToken.None));
        await running;
        await App.RunJobsAsync();

        Assert.Equal(("Cancelled", 2, 2), NumbersOf(await GetAsync(id)));
        Assert.Equal(2, (await ReplayedAsync()).Count());
    }

    [Fact]
    public async Task JobThatNeverMoves_FailsInTheEnd()
    {
        var id = await StartAsync(Request);
        for (var i = 0; i < 13; i++)
        {
            await App.JobQueue.ClearMessagesAsync();
            await SweepAfterAsync(TimeSpan.FromMinutes(16));
        }

        var job = await GetAsync(id);
        Assert.Equal("Failed", (string)job["status"]!);
        Assert.Contains("RunJob", (string)job["error"]!, StringComparison.Ordinal);
        Assert.Empty((await App.JobQueue.PeekMessagesAsync(32)).Value);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"v":99,"job":"0000000000000000000-00000000","page":0}""")]
    [InlineData("""{"v":1,"job":"pause","page":0}""")]
    [InlineData("""{"v":1,"job":"0000000000000000000-00000000","page":0}""")]
    public async Task MessageThatIsNone_IsDropped(string text)
    {
        await StoreManyDeadLetteredAsync(1);

        await Runner.RunAsync(text, CancellationToken.None);

        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task OldJob_IsPurged_OnceItHasEnded()
    {
        var ended = (string)(await RunAsync(Request))["id"]!;
        var running = await StartAsync(Request);
        await AdvanceAsync(TimeSpan.FromDays(40));

        await App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);

        Assert.Equal([running], Json(await Jobs.ListAsync(CancellationToken.None))["jobs"]!.AsArray().Select(job => (string)job!["id"]!));
        Assert.NotEqual(ended, running);
    }

    private async Task SweepAfterAsync(TimeSpan time)
    {
        await AdvanceAsync(time);
        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
    }
}
