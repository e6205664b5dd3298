using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Tests.Telemetry;

namespace Stitchex.Functions.Tests.Operations.Details;

/// <summary>What an event's row keeps of its attempts, and what operators are told of it.</summary>
public sealed class ExplainedEventTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string Failed = "RecordingHandler threw InvalidOperationException: no such customer";

    [Fact]
    public async Task Attempt_KeepsHowLongItTook_HowEachHandlerEnded_AndItsTrace()
    {
        using var spans = new RecordedSpans();
        Journal.Behaviour = (_, _) =>
        {
            Time.Advance(TimeSpan.FromSeconds(2));
            throw new InvalidOperationException("no such customer");
        };
        await DeliverAsync(Create());
        await ProcessAsync();

        var row = await App.OnlyEventRowAsync();
        var attempt = Assert.Single(AttemptHistory.Parse(row.GetString("Attempts")).Entries);
        Assert.Equal((200, 2000, 0), (attempt.Status, attempt.Milliseconds, attempt.ApiMilliseconds));
        Assert.Equal(
            [$"{nameof(RecordingHandler)} Failed 2000 {Failed}", $"{nameof(BlobRecordArchive)} Done 0 "],
            HandlerResult.Parse(row.GetString("HandlerResults"))
                .Select(result => $"{result.Handler.Split('.')[^1]} {result.State} {result.Milliseconds} {result.Error}"));
        Assert.Contains(
            spans.For(ActivityTraceId.CreateFromString(row.GetString("TraceId"))),
            span => span.OperationName.Contains("process", StringComparison.Ordinal));

        var shown = await ShowAsync();
        Assert.Equal(2000, (int)shown["timeline"]!.AsArray().Single(entry => (string)entry!["kind"]! == "attempt")!["milliseconds"]!);
        Assert.Equal([$"RecordingHandler Failed {Failed}", "BlobRecordArchive Done "], Handlers(shown));
        var retry = shown["retry"]!;
        Assert.Equal((2, 57, true), ((int)retry["attempt"]!, (int)retry["attempts"]!, (bool)retry["isDeadLettered"]!));

        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await LaterAsync(TimeSpan.FromMinutes(1));
        shown = await ShowAsync();
        Assert.Equal(["RecordingHandler Done ", "BlobRecordArchive Done "], Handlers(shown));
        Assert.Null(shown["retry"]);
    }

    [Fact]
    public async Task FirstAttempt_KeepsHowSoonTheEventWasStored_WhateverComesLater()
    {
        var change = Create();
        Faults.OnRequest = request => Time.Advance(TimeSpan.FromMilliseconds(request switch
        {
            Insert => 30,
            Enqueue => 500,
            _ when request.Contains(IndexEntry, StringComparison.Ordinal) => 500,
            _ => 0,
        }));
        await DeliverAsync(change);
        Assert.Equal(30, Assert.Single(await App.PeekAsync()).StoredAfterMilliseconds);
        Assert.False((await App.OnlyEventRowAsync()).ContainsKey("StoredAfterMilliseconds"));
        Assert.Null((await ShowAsync())["storedAfterMilliseconds"]);

        Faults.OnRequest = request => Time.Advance(TimeSpan.FromMilliseconds(request == Insert ? 70 : 0));
        await DeliverAsync(change);
        await ProcessAsync();
        Assert.Equal(30, (await App.OnlyEventRowAsync()).GetInt32("StoredAfterMilliseconds"));
        Assert.Equal(30, (int)(await ShowAsync())["storedAfterMilliseconds"]!);

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await DeliverAsync(change);
        await ProcessAsync();
        Assert.Equal("Webhook", (await App.OnlyEventRowAsync()).GetString("OpenedBy"));
        Assert.Equal(30, (await App.OnlyEventRowAsync()).GetInt32("StoredAfterMilliseconds"));
    }

    [Fact]
    public async Task AttemptThatFails_KeepsHowSoonTheEventWasStored_AndAReplayHasNoSuchTime()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("no such customer");
        Faults.OnRequest = request => Time.Advance(TimeSpan.FromMilliseconds(request == Insert ? 30 : 0));
        await DeliverAsync(Create());
        await ProcessAsync();
        Assert.Equal(("Retrying", 30), (await OnlyEventAsync(), (await App.OnlyEventRowAsync()).GetInt32("StoredAfterMilliseconds")));

        await TakeAsync();
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        Assert.Null(Assert.Single(await App.PeekAsync()).StoredAfterMilliseconds);
    }

    [Fact]
    public async Task SecondLook_IsToldApartFromTheFirst()
    {
        await DeliverAsync(Unversioned(Create().Id));
        await ProcessAsync();
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.Equal(
            ["200 Handled", "200 Handled: the API was asked once more, in case it was a moment behind."],
            (await ShowAsync())["timeline"]!.AsArray().Where(entry => (string)entry!["kind"]! == "attempt")
                .Select(entry => $"{entry!["status"]} {entry["detail"]}"));
    }

    [Fact]
    public async Task HandlerThatWasCalled_KeepsHowThatEnded_ThoughAnotherEventDelivered()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("no such customer");
        var change = Create();
        await DeliverAsync(change);
        var id = await OnlyIdAsync();
        await ProcessAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await DeliverAsync(Update(change.Id, "v2"));
        await LaterAsync(TimeSpan.FromMinutes(1));

        var shown = await ShowAsync(id);

        Assert.Equal("Completed/Superseded", $"{shown["state"]}/{shown["outcome"]}");
        Assert.Equal([$"RecordingHandler Failed {Failed}", "BlobRecordArchive Done "], Handlers(shown));
    }

    [Fact]
    public async Task EventThatWasOpenedAgain_SaysByWhat()
    {
        var change = Create();
        await DeliverAsync(change);
        Assert.Equal(["RecordingHandler Waiting ", "BlobRecordArchive Waiting "], Handlers(await ShowAsync()));
        await ProcessAsync();
        Assert.False((await App.OnlyEventRowAsync()).ContainsKey("OpenedBy"));

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();
        Assert.Equal("Replay", (await App.OnlyEventRowAsync()).GetString("OpenedBy"));

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await DeliverAsync(change);
        await ProcessAsync();
        Assert.Equal("Webhook", (await App.OnlyEventRowAsync()).GetString("OpenedBy"));
        Assert.Contains(
            (await ShowAsync())["timeline"]!.AsArray(), entry => (string?)entry!["detail"] == "Reopened, because Stitchex sent it again.");
    }

    [Fact]
    public async Task WhatExplains_AndCannotBeRead_StopsNothing()
    {
        await DeliverAsync(Create());
        var row = await App.OnlyEventRowAsync();
        await App.Events.UpdateEntityAsync(
            new TableEntity(row.PartitionKey, row.RowKey)
            {
                ["HandlerResults"] = "[{",
                ["OpenedBy"] = "Somebody",
                ["TraceId"] = 7,
                ["StoredAfterMilliseconds"] = "soon",
            },
            row.ETag);

        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    private static IEnumerable<string> Handlers(JsonNode shown) =>
        shown["handlers"]!.AsArray().Select(handler => $"{handler!["name"]} {handler["state"]} {handler["error"]}");

    private async Task<JsonNode> ShowAsync(StitchexEventId? id = null) => OperatorTest.Json(
        await App.Services.GetRequiredService<EventOperations>().GetAsync($"{id ?? await OnlyIdAsync()}", CancellationToken.None));
}
