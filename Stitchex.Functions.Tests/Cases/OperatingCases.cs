using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

public sealed class OperatingCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case35_CrashInAReplay_StillDeadLetteredAndListed_OrHandled()
    {
        var id = await DieAsync();
        Faults.Add(Enqueue, StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => Replayer.ReplayAsync(id, CancellationToken.None));
        Faults.Clear();
        Assert.Equal("DeadLettered/Rejected", await OnlyEventAsync());
        Assert.Single(await App.IndexEntriesAsync("dead-lettered"));

        await Replayer.ReplayAsync(id, CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case35_DiesAgainDuringTheReplay_ListedOnce()
    {
        var id = await DieAsync();
        Journal.Behaviour = (_, _) => throw new RejectRecordException("still no");

        await Replayer.ReplayAsync(id, CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("DeadLettered/Rejected", await OnlyEventAsync());
        Assert.Single(await App.IndexEntriesAsync("dead-lettered"));
    }

    [Fact]
    public async Task Case36_PurgeMeetsARowThatWasReopenedSinceItWasRead_Kept()
    {
        var id = await DieAsync();
        var store = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;
        var read = (await store.ReadRowAsync(id, CancellationToken.None))!;
        await Replayer.ReplayAsync(id, CancellationToken.None);
        await ProcessAsync();

        Assert.Empty(await store.RemoveAsync([read], CancellationToken.None));
        await App.OnlyEventRowAsync();
    }

    [Fact]
    public async Task Case36_PurgeOfADayWithOpenAndDeadLetteredRows_TheyStayReachable_AndVersionMemorySurvives()
    {
        await DieAsync();
        Journal.Behaviour = (change, _) => NoteOf(change.Record) == "open" ? throw new InvalidOperationException("busy") : Task.CompletedTask;
        var done = Create("done");
        await DeliverAsync(done);
        await ProcessAsync();
        await AdvanceAsync(TimeSpan.FromDays(32));
        await DeliverAsync(Create("open"));
        await ProcessAsync();
        await App.Events.UpdateEntityAsync(
            new TableEntity($"invoice.{(await OpenRowAsync()).GetString("RecordId")}", (await OpenRowAsync()).RowKey) { ["Error"] = "waits" }, ETag.All, TableUpdateMode.Merge);
        await App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);

        Assert.Equal(["DeadLettered/Rejected", "Retrying"], await EventsAsync());
        Assert.Single(await App.IndexEntriesAsync("dead-lettered"));
        Assert.Contains(await App.RecordRowsAsync(), row => row.PartitionKey == $"invoice.{done.Id}" && row.GetInt32("ChangeCount") == 1);
    }

    [Fact]
    public async Task Case37_BulkReplayStoppedHalfWayAndStartedAgain_EachOnce_AndTheSameReplayTwiceHasNoSecondEffect()
    {
        for (var i = 0; i < 4; i++)
        {
            await DieAsync($"{i}");
        }

        await StartReplayAsync();
        await App.RunJobsAsync(pages: 1);
        Assert.Equal(2, (await App.PeekAsync()).Count);
        await App.RunJobsAsync();
        Assert.Equal(4, (await App.PeekAsync()).Select(message => message.Id).Distinct().Count());
        await StartReplayAsync();
        await App.RunJobsAsync();
        var before = Journal.Changes.Count;
        await ProcessAsync();

        Assert.Equal(before + 4, Journal.Changes.Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Case38_TheClockOfOneInstanceIsWrong_LeasesHold(int minutes)
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var (processing, go, _) = await HoldInHandlerAsync(message);
        var wrong = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Time.GetUtcNow().AddMinutes(minutes));
        await using var other = await ReceiverApp.StartAgainAsync(
            App, SimulatedStitchex.SettingsFor(Stitchex), services => services.AddSingleton<TimeProvider>(wrong).AddSingleton(Journal).AddRecordHandler<Records.RecordingHandler>());

        await other.ProcessAsync(message);

        Assert.Single(Journal.Changes);
        go.SetResult();
        await processing;
    }

    [Fact]
    public async Task Case39_401ForAThousandWaitingEvents_AtMostTwoLogins_AndATokenIsUsedAfterTheOrganisationWasSet()
    {
        var invoice = Create();
        var client = App.Services.GetRequiredService<StitchexApiClient>();
        await client.FetchAsync("invoice", invoice.Id, Time.GetUtcNow(), CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(2));
        Stitchex.Tokens.ExpireAll();

        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.FetchAsync("invoice", invoice.Id, Time.GetUtcNow(), CancellationToken.None)));

        Assert.All(results, result => Assert.IsType<FetchResult.Found>(result));
        Assert.Equal(2, Stitchex.Requests.Count("/oauth/token"));
    }

    [Fact]
    public async Task Case39_A403_LogsInNever()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(403) with { Method = "GET" });
        await DeliverAsync(Create());

        await LaterAsync(TimeSpan.FromHours(3), step: TimeSpan.FromMinutes(10));

        Assert.Equal(1, Stitchex.Requests.Count("/oauth/token"));
        Assert.Equal("Retrying", await OnlyEventAsync());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(418)]
    public async Task Case40_TwelveHoursOf5xx_ThenOneFaultOfItsOwn_NeitherDeadLetteredNorNotFoundAtOnce(int status)
    {
        using (Stitchex.Faults.Add(FaultRule.Response(500)))
        {
            await DeliverAsync(Create());
            await LaterAsync(TimeSpan.FromHours(12), step: TimeSpan.FromMinutes(30));
        }

        using (Stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET", Count = 2 }))
        {
            await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromMinutes(30));
            Assert.DoesNotContain("DeadLettered", await OnlyEventAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("NotFound", await OnlyEventAsync(), StringComparison.Ordinal);
        }

        await LaterAsync(TimeSpan.FromHours(3), step: TimeSpan.FromMinutes(30));
        Assert.Equal(["v1"], Delivered);
    }

    [Theory]
    [InlineData("864000", 6 * 60)]
    [InlineData("-1", 0)]
    [InlineData("soon", 0)]
    [InlineData("Wed, 01 Jan 2020 00:00:00 GMT", 0)]
    public async Task Case41_RetryAfterThatIsNonsense_IsCappedOrIgnored(string retryAfter, int minutes)
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(429, retryAfter) with { Method = "GET", Count = 1 });
        await DeliverAsync(Create());
        await ProcessAsync();

        // From the attempt on: storage's clock counted what the test took until then.
        var row = await App.OnlyEventRowAsync();
        var attempt = Assert.Single(AttemptHistory.Parse(row.GetString("Attempts")).Entries);
        var seconds = (row.GetDateTimeOffset("NextAttemptAt")!.Value - attempt.At).TotalSeconds;
        Assert.InRange(seconds, (60 * minutes) - 1, (60 * minutes) + 20);
    }

    // Two events to a page.
    private Task StartReplayAsync() => App.Services.GetRequiredService<JobOperations>().StartAsync(
        new MemoryStream("""{"kind":"replay","state":"DeadLettered","ratePerMinute":20}"""u8.ToArray()), CancellationToken.None);

    private async Task<TableEntity> OpenRowAsync() => (await App.EventRowsAsync()).Single(row => row.GetString("State") == "Retrying");

    private async Task<StitchexEventId> DieAsync(string note = "v1")
    {
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await DeliverAsync(Create(note));
        await ProcessAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        var row = (await App.EventRowsAsync()).MaxBy(row => row.GetDateTimeOffset("ReceivedAt"))!;
        return StitchexEventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id) ? id : throw new InvalidOperationException(row.RowKey);
    }
}
