using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What runs against an event, and what does not; and what it says that it waits for.</summary>
public sealed class ClockCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(402)]
    public async Task Case57_OneRecordAlwaysFails_WhileOthersAreServed_ItsOwnClockRuns(int status)
    {
        var poor = Create("poor");
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET", Path = $"/invoices/?invoice_id={poor.Id}" });
        await DeliverAsync(poor);

        for (var hours = 0; hours < 54; hours++)
        {
            if (hours == 40)
            {
                Assert.Equal("Retrying", Describe(await RowOfAsync(poor)));
            }

            await DeliverAsync(Create("served"));
            await LaterAsync(TimeSpan.FromHours(1), step: TimeSpan.FromHours(1));
        }

        Assert.Equal("DeadLettered/RetriesExhausted", Describe(await RowOfAsync(poor)));
        Assert.All((await EventsAsync()).Where(state => state != "DeadLettered/RetriesExhausted"), state => Assert.Equal("Completed/Handled", state));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(402)]
    public async Task Case57_NothingIsServed_NoClockRuns(int status)
    {
        await DeliverAsync(Create());
        await ProcessAsync();
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET" });
        await DeliverAsync(Create("a"));
        await DeliverAsync(Create("b"));

        await LaterAsync(TimeSpan.FromHours(60), step: TimeSpan.FromHours(1));

        Assert.Equal(["Completed/Handled", "Retrying", "Retrying"], await EventsAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    [InlineData(402)]
    public async Task Case57_OneRecordAlwaysFails_AnOperatorEndsIt_BeforeItsTimeIsOver(int status)
    {
        var poor = Create("poor");
        using var fault = Stitchex.Faults.Add(
            FaultRule.Response(status) with { Method = "GET", Path = $"/invoices/?invoice_id={poor.Id}" });
        await DeliverAsync(poor);
        await ProcessAsync();
        await TakeAsync();
        var fetches = Stitchex.Requests.Count();

        Assert.Equal(HttpStatusCode.OK, (await ResolveAsync()).Status);
        await ProcessAsync();

        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("DeadLettered/RetriesExhausted", "by hand"), (Describe(row), row.GetString("ResolvedNote")));
        Assert.Equal(fetches, Stitchex.Requests.Count());
        await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromHours(1));
        Assert.Equal(fetches, Stitchex.Requests.Count());
        Assert.Equal(0, (await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Case57_TheWebhookComesAgainBeforeItsEndIsProcessed_IsFetchedOnceMore()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        var change = Create();
        await DeliverAsync(change);
        await ProcessAsync();
        await ResolveAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case57_WhatAnOperatorEnded_IsReplayed()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());
        await ProcessAsync();
        await ResolveAsync();
        await ProcessAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case57_AnOperatorDeadLettersIt_ItIsTriedNoMore_UntilSomebodyReplaysIt()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());
        await ProcessAsync();
        var id = $"{await OnlyIdAsync()}";

        var response = OperatorTest.Json(await Operations.DeadLetterAsync(id, Note(), CancellationToken.None, "mara"));
        Assert.Equal(("Retrying", true), ((string)response["state"]!, response["retriesEndedAt"] is not null));
        Assert.Equal(HttpStatusCode.Conflict, (await Operations.DeadLetterAsync(id, Note(), CancellationToken.None)).Status);
        await ProcessAsync();

        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("DeadLettered/RetriesExhausted", null), (Describe(row), row.GetDateTimeOffset("ResolvedAt")));
        Assert.Equal(HttpStatusCode.Conflict, (await Operations.DeadLetterAsync(id, Note(), CancellationToken.None)).Status);

        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Accepted, (await Operations.ReplayAsync(id, CancellationToken.None, "key night")).Status);
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.Equal(
            [("Dead-lettered", "mara", "by hand"), ("Replayed", "key night", null)],
            ActionHistory.Parse((await App.OnlyEventRowAsync()).GetString("Actions")).Entries
                .Select(action => (action.What, action.By, action.Note)));
    }

    [Fact]
    public async Task Case57_TheWebhookComesAgainBeforeItIsDeadLettered_IsFetchedOnceMore()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        var change = Create();
        await DeliverAsync(change);
        await ProcessAsync();
        await Operations.DeadLetterAsync($"{await OnlyIdAsync()}", Note(), CancellationToken.None);
        Journal.Behaviour = (_, _) => Task.CompletedTask;

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case57_AnAttemptIsUnderWay_TheOperatorIsToldToWait()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());
        await ProcessAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));

        Assert.Equal(HttpStatusCode.Conflict, (await ResolveAsync()).Status);
        go.SetResult();
        await processing;
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case59_HandlerError_49HoursOfOutage_HandlerError_IsNotDeadLettered()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());
        await ProcessAsync();
        using (Stitchex.Faults.Add(FaultRule.Response(500) with { Method = "GET" }))
        {
            await LaterAsync(TimeSpan.FromHours(49), step: TimeSpan.FromHours(1));
        }

        await LaterAsync(TimeSpan.FromHours(3), step: TimeSpan.FromHours(1));

        Assert.Equal("Retrying", await OnlyEventAsync());
        Assert.True(Journal.Changes.Count > 1);
    }

    [Fact]
    public async Task Case59_HandlerError_49HoursWithoutATurn_HandlerError_IsNotDeadLettered()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());
        await ProcessAsync();
        await AdvanceAsync(TimeSpan.FromHours(49));

        await ProcessAsync();

        Assert.Equal("Retrying", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case59_HandlerErrors_WhileTheApiResponds_AreDeadLetteredAfter48Hours()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        await DeliverAsync(Create());

        await LaterAsync(TimeSpan.FromHours(46), step: TimeSpan.FromMinutes(30));
        Assert.Equal("Retrying", await OnlyEventAsync());
        await LaterAsync(TimeSpan.FromHours(6), step: TimeSpan.FromMinutes(30));

        Assert.Equal("DeadLettered/RetriesExhausted", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case71_AnOperatorResolvesDuringAReplaysAttempt_IsNoCrash()
    {
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await DeliverAsync(Create());
        await ProcessAsync();
        var id = await OnlyIdAsync();
        await Replayer.ReplayAsync(id, CancellationToken.None);
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));

        var response = await ResolveAsync();

        Assert.Equal(HttpStatusCode.Conflict, response.Status);
        go.SetResult();
        await processing;
        Assert.Equal(("Completed/Handled", 0), (await OnlyEventAsync(), Number(await App.OnlyEventRowAsync(), "CrashCount")));
    }

    [Fact]
    public async Task Case71_TheRowIsWrittenByAnotherDuringAnAttempt_IsNoCrash()
    {
        await DeliverAsync(Create());
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        var row = await App.OnlyEventRowAsync();
        await App.Events.UpdateEntityAsync(
            new TableEntity(row.PartitionKey, row.RowKey) { ["ResolvedAt"] = Time.GetUtcNow(), ["ResolvedNote"] = "by hand" }, row.ETag, TableUpdateMode.Merge);

        go.SetResult();
        await processing;

        Assert.StartsWith("Completed", await OnlyEventAsync(), StringComparison.Ordinal);
        Assert.Equal(0, Number(await App.OnlyEventRowAsync(), "CrashCount"));
    }

    [Fact]
    public async Task Case76_TheLoginIsRejected_HealthAndWaitingRowsSaySo()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" });
        await DeliverAsync(Create());
        await ProcessAsync();
        var waiting = Create();
        await DeliverAsync(waiting);
        await ProcessAsync();

        var error = (await RowOfAsync(waiting)).GetString("Error");
        var health = await App.Services.GetRequiredService<StitchexApiClient>().CheckAsync(CancellationToken.None);

        Assert.Contains("Stitchex:Api:Email", error, StringComparison.Ordinal);
        Assert.Contains("Stitchex:Api:Email", health, StringComparison.Ordinal);
        Assert.DoesNotContain("rate", health, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case76_TheApiLimitsTheRate_HealthAndWaitingRowsSaySo()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(429, "600") with { Method = "GET" });
        await DeliverAsync(Create());
        await ProcessAsync();
        var waiting = Create();
        await DeliverAsync(waiting);
        await ProcessAsync();

        Assert.Contains("429", (await RowOfAsync(waiting)).GetString("Error"), StringComparison.Ordinal);
        Assert.Contains("429", await App.Services.GetRequiredService<StitchexApiClient>().CheckAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    private EventOperations Operations => App.Services.GetRequiredService<EventOperations>();

    private static MemoryStream Note() => new("""{"note":"by hand"}"""u8.ToArray());

    private async Task<OperatorResponse> ResolveAsync() =>
        await Operations.ResolveAsync($"{await OnlyIdAsync()}", Note(), CancellationToken.None);

    private async Task<TableEntity> RowOfAsync(SimulatedChange change) => (await App.EventRowsAsync()).Single(row => row.GetString("RecordId") == change.Id);
}
