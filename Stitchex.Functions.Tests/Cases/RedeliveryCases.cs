using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>An operator has a record redelivered: A and B are registered in that order, and the archive after them.</summary>
public sealed class RedeliveryCases(AzuriteFixture azurite) : ProtocolCase(azurite), IAsyncLifetime
{
    private readonly HandlerJournal _b = new();
    private ReceiverApp _app = null!;

    private HandlerJournal A => Journal;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _app = await StartAppAsync(services => services.AddKeyedSingleton(OtherHandler.Key, _b).AddRecordHandler<OtherHandler>());
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await _app.DisposeAsync();
        await DisposeAsync();
    }

    [Fact]
    public async Task Case55_RecordThatDidNotChange_ReachesAllHandlersAgain_UnderANewId()
    {
        var change = await DeliveredAsync();

        var redelivery = await RedeliverAsync(change.Id);
        Assert.Equal(1, await _app.ProcessAllAsync());

        Assert.Equal("Completed/Handled", await StateAsync(redelivery));
        Assert.Equal((2, 2), (A.Changes.Count, _b.Changes.Count));
        Assert.Equal(2, A.Changes.Select(seen => seen.ChangeId).Distinct().Count());
        Assert.Equal(A.Changes.Select(seen => seen.ChangeId), _b.Changes.Select(seen => seen.ChangeId));
        Assert.Equal(("redeliver", redelivery), (A.Changes[1].Action, A.Changes[1].EventId));
        Assert.Equal(A.Changes[0].Record.ToArray(), A.Changes[1].Record.ToArray());
        var archived = await _app.Records.GetBlobClient(BlobRecordArchive.NameOf("invoice", change.Id)).GetPropertiesAsync();
        Assert.Equal(A.Changes[1].ChangeId, archived.Value.Metadata["changeid"]);
        await AssertNothingIsPendingAsync(changes: 2);
    }

    [Fact]
    public async Task Case55_NamedHandler_GetsItAlone_AndEachRedeliveryHasAnIdOfItsOwn()
    {
        var change = await DeliveredAsync();

        await RedeliverAsync(change.Id, nameof(OtherHandler));
        await RedeliverAsync(change.Id, typeof(OtherHandler).ToString());
        await _app.ProcessAllAsync();
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal((1, 3), (A.Changes.Count, _b.Changes.Count));
        Assert.Equal(3, _b.Changes.Select(seen => seen.ChangeId).Distinct().Count());
        await AssertNothingIsPendingAsync(changes: 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(nameof(RecordingHandler))]
    public async Task Case55_HandlerFails_OnlyItIsTriedAgain_UnderTheSameId(string? handler)
    {
        var change = await DeliveredAsync();
        A.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        var redelivery = await RedeliverAsync(change.Id, handler);
        await _app.ProcessAllAsync();
        Assert.Equal("Retrying", await StateAsync(redelivery));

        A.Behaviour = (_, _) => Task.CompletedTask;
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Completed/Handled", await StateAsync(redelivery));
        Assert.Equal((3, handler is null ? 2 : 1), (A.Changes.Count, _b.Changes.Count));
        Assert.Equal(A.Changes[1].ChangeId, A.Changes[2].ChangeId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(nameof(RecordingHandler))]
    public async Task Case55_KilledAfterAHasIt_ComesAgainUnderTheSameId_WithAHigherFence(string? handler)
    {
        var change = await DeliveredAsync();
        A.Behaviour = (_, _) =>
        {
            _app.Faults.Add(Transaction, StorageFault.Fails);
            return Task.CompletedTask;
        };
        var redelivery = await RedeliverAsync(change.Id, handler);
        await _app.ProcessAllAsync();
        _app.Faults.Clear();
        A.Behaviour = (_, _) => Task.CompletedTask;

        await LaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Completed/Handled", await StateAsync(redelivery));
        Assert.Equal(3, A.Changes.Count);
        Assert.Equal(A.Changes[1].ChangeId, A.Changes[2].ChangeId);
        Assert.True(A.Changes[2].FencingToken > A.Changes[1].FencingToken);
        Assert.Equal(handler is null ? 3 : 1, _b.Changes.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(nameof(OtherHandler))]
    public async Task Case55_ChangeComesBeforeTheRedelivery_NothingOlderFollowsIt(string? handler)
    {
        var change = await DeliveredAsync();
        await RedeliverAsync(change.Id, handler);
        var redelivery = Assert.Single(await _app.PeekAsync());
        await _app.Queue.ClearMessagesAsync();
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(Update(change.Id, "v2")));
        await _app.ProcessAllAsync();

        await _app.ProcessAsync(redelivery);
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["v1", "v2", "v2"], _b.Changes.Select(seen => NoteOf(seen.Record)));
        Assert.Equal(handler is null ? 3 : 2, A.Changes.Count);
    }

    [Fact]
    public async Task Case55_ApiShowsTheNewVersionBeforeItsEvent_AllGetItOnce()
    {
        var change = await DeliveredAsync();
        var update = Update(change.Id, "v2");

        await RedeliverAsync(change.Id, nameof(OtherHandler));
        await _app.ProcessAllAsync();
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(update));
        await _app.ProcessAllAsync();

        Assert.Equal(["v1", "v2"], A.Changes.Select(seen => NoteOf(seen.Record)));
        Assert.Equal(["v1", "v2"], _b.Changes.Select(seen => NoteOf(seen.Record)));
    }

    [Fact]
    public async Task Case55_ChangeIsHalfDelivered_AGetsItAgainAlone_AndBStillItsOwn()
    {
        var change = await DeliveredAsync();
        _b.Behaviour = (_, _) => throw new InvalidOperationException("down");
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(Update(change.Id, "v2")));
        await _app.ProcessAllAsync();
        Assert.Equal((2, 2), (A.Changes.Count, _b.Changes.Count));

        var redelivery = await RedeliverAsync(change.Id, nameof(RecordingHandler));
        await _app.ProcessAllAsync();
        Assert.Equal("Completed/Handled", await StateAsync(redelivery));
        Assert.Equal((3, 2), (A.Changes.Count, _b.Changes.Count));
        Assert.NotEqual(A.Changes[1].ChangeId, A.Changes[2].ChangeId);

        _b.Behaviour = (_, _) => Task.CompletedTask;
        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((3, 3), (A.Changes.Count, _b.Changes.Count));
        Assert.Equal(_b.Changes[1].ChangeId, _b.Changes[2].ChangeId);
        await AssertNothingIsPendingAsync(changes: 2);
    }

    [Fact]
    public async Task Case55_WhileAnEventOfTheRecordIsInProgress_TheRedeliveryWaits()
    {
        var change = await DeliveredAsync();
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(Update(change.Id, "v2")));
        var (message, there, go) = (Assert.Single(await _app.PeekAsync()), new TaskCompletionSource(), new TaskCompletionSource());
        await _app.Queue.ClearMessagesAsync();
        A.Behaviour = (_, _) =>
        {
            A.Behaviour = (_, _) => Task.CompletedTask;
            there.SetResult();
            return go.Task;
        };
        var processing = Task.Run(() => _app.ProcessAsync(message));
        await there.Task.WaitAsync(Eventually.Deadline);
        await RedeliverAsync(change.Id);
        await _app.ProcessAllAsync();
        Assert.Equal((2, 1), (A.Changes.Count, _b.Changes.Count));

        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["v1", "v2", "v2"], A.Changes.Select(seen => NoteOf(seen.Record)));
        Assert.Equal(A.Changes.Select(seen => seen.ChangeId), _b.Changes.Select(seen => seen.ChangeId));
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(nameof(OtherHandler), 2)]
    public async Task Case55_RecordThatWasDeleted_IsRedeliveredAsItsDeletion(string? handler, int times)
    {
        var change = await DeliveredAsync();
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Delete("invoice", change.Id)));
        await _app.ProcessAllAsync();

        var redelivery = await RedeliverAsync(change.Id, handler);
        await _app.ProcessAllAsync();

        Assert.Equal("Completed/Deleted", await StateAsync(redelivery));
        Assert.Equal([false, true, true], _b.Changes.Select(seen => seen.IsDeleted));
        Assert.Equal(3, _b.Changes.Select(seen => seen.ChangeId).Distinct().Count());
        Assert.Equal(times, A.Changes.Count);
        Assert.True(Assert.Single(await _app.RecordRowsAsync()).GetBoolean("IsTombstone"));
    }

    [Fact]
    public async Task Case55_ApiIsDown_TheRedeliveryIsRetried_AndAReplayOfItDoesNotRepeatIt()
    {
        var change = await DeliveredAsync();
        var down = Stitchex.Faults.Add(FaultRule.Response(500) with { Path = "/invoices/" });
        var redelivery = await RedeliverAsync(change.Id);
        await _app.ProcessAllAsync();
        Assert.Equal("Retrying", await StateAsync(redelivery));
        down.End();
        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal((2, 2), (A.Changes.Count, _b.Changes.Count));

        Assert.True(StitchexEventId.TryParse(redelivery, out var id));
        await _app.Services.GetRequiredService<EventReplayer>().ReplayAsync(id, CancellationToken.None);
        await _app.ProcessAllAsync();

        Assert.Equal("Completed/Unchanged", await StateAsync(redelivery));
        Assert.Equal((2, 2), (A.Changes.Count, _b.Changes.Count));
    }

    [Fact]
    public async Task Case55_HandlerThatThisInstanceDoesNotHave_TheRedeliveryWaitsForOneThatHas()
    {
        var change = await DeliveredAsync();
        var redelivery = await RedeliverAsync(change.Id, nameof(OtherHandler));

        await using var old = await ReceiverApp.StartAgainAsync(
            _app,
            SimulatedStitchex.SettingsFor(Stitchex),
            services => services.AddSingleton<TimeProvider>(Time).AddSingleton(Journal).AddRecordHandler<RecordingHandler>());
        await old.ProcessAllAsync();
        Assert.Equal("Retrying", await StateAsync(redelivery));
        Assert.Contains(nameof(OtherHandler), (await RowAsync(redelivery)).GetString("Error"), StringComparison.Ordinal);

        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Completed/Handled", await StateAsync(redelivery));
        Assert.Equal((1, 2), (A.Changes.Count, _b.Changes.Count));
    }

    private async Task<SimulatedChange> DeliveredAsync()
    {
        var change = Create();
        await _app.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        await _app.ProcessAllAsync();
        Assert.Equal((1, 1), (A.Changes.Count, _b.Changes.Count));
        return change;
    }

    private async Task<string> RedeliverAsync(string id, string? handler = null)
    {
        var body = new MemoryStream(Encoding.UTF8.GetBytes(handler is null ? "{}" : $$"""{"handler":"{{handler}}"}"""));
        var operations = _app.Services.GetRequiredService<RedeliveryOperations>();
        var response = await operations.RedeliverRecordAsync("invoice", id, body, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        return (string)JsonNode.Parse(response.Body.Span)!["eventId"]!;
    }

    private async Task LaterAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMinutes(1))
        {
            await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
            Time.Advance(TimeSpan.FromMinutes(1));
            await _app.LearnTimeAsync();
            await _app.ProcessAllAsync();
        }
    }

    private async Task<TableEntity> RowAsync(string id) => (await _app.EventRowsAsync()).Single(
        row => $"{row.PartitionKey}.{row.RowKey["event.".Length..]}" == id);

    private async Task<string> StateAsync(string id) => Describe(await RowAsync(id));

    private async Task AssertNothingIsPendingAsync(int changes)
    {
        var record = Assert.Single(await _app.RecordRowsAsync());
        Assert.Equal(changes, record.GetInt32("ChangeCount"));
        Assert.Equal("", record.GetString("PendingHash") ?? "");
        Assert.Equal("", record.GetString("CompletedHandlers") ?? "");
    }
}
