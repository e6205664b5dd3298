using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed class ProcessingTelemetryTests(AzuriteFixture azurite) : TelemetryTest(azurite)
{
    private const string Attempts = "stitchex.event.attempts";
    private const string Completed = "stitchex.event.completed";
    private const string DeadLettered = "stitchex.event.dead_lettered";
    private const string Waiting = "stitchex.event.waiting.duration";
    private const string Requests = "stitchex.api.request.duration";
    private const string Logins = "stitchex.api.logins";

    [Fact]
    public async Task NewRecord_IsHandled()
    {
        var change = Stitchex.Create("invoice");

        await ProcessAsync(change);

        Assert.Equal(["stitchex.result=handled stitchex.resource=invoice"], Metrics.For(Attempts));
        Assert.Equal(["stitchex.outcome=handled stitchex.resource=invoice"], Metrics.For(Completed));
        Assert.Equal(["stitchex.resource=invoice"], Metrics.For(Waiting));
        Assert.Equal(["stitchex.grant=password stitchex.outcome=succeeded"], Metrics.For(Logins));
        Assert.Equal(3, Metrics.For(Requests).Count(attributes => attributes.StartsWith("http.response.status_code=20", StringComparison.Ordinal)));
        var (level, fields) = Assert.Single(Logged("Attempt"));
        Assert.Equal(LogLevel.Information, level);
        Assert.Equal(
            ("handled", "handled", "invoice", change.Id, "create", "0", "1", "200"),
            (fields["Result"], fields["Outcome"], fields["Resource"], fields["RecordId"], fields["Action"], fields["Sequence"], fields["Attempt"], fields["Status"]));
        Assert.Equal((null, "", null), (fields["ErrorClass"], fields["Error"], fields["NextAttemptAt"]));
    }

    [Theory]
    [InlineData("\"yesterday\"", "unreadable", 1)]
    [InlineData("7", "unreadable", 1)]
    [InlineData("[]", "unreadable", 1)]
    [InlineData("\"2026-11-02T03:00:00\"", "no_offset", 0)]
    public async Task TimeOfARecordThatCannotBeUsed_IsCountedAndLogged(string updatedAt, string reason, int logged)
    {
        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":7,"updated_at":{{updatedAt}}}"""), announce: false);
        await App.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""");

        await App.ProcessAllAsync();

        Assert.Equal([$"stitchex.reason={reason} stitchex.resource=invoice"], Metrics.For("stitchex.record.unusable_times"));
        Assert.Equal(logged, Logged("RecordTimeUnreadable").Count);
    }

    [Fact]
    public async Task EventThatDiesOfCrashes_IsTold_ThoughItsRowNeverHadTheMessagesSequence()
    {
        var change = Stitchex.Create("invoice");
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        var message = Assert.Single(await App.PeekAsync()) with { Sequence = 1 };
        await ChangeRowAsync(row => (row["StartedAt"], row["CrashCount"]) = (TimeProvider.System.GetUtcNow().AddHours(-1), 4));

        await App.ProcessAsync(message);

        Assert.Equal(["stitchex.outcome=crash_loop stitchex.resource=invoice"], Metrics.For(DeadLettered));
        Assert.Equal(LogLevel.Error, Assert.Single(Logged("Attempt")).Level);
    }

    [Fact]
    public async Task EventWhoseRetriesAnOperatorEnds_IsNotCountedAsDeadLettered()
    {
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Create("invoice")));
        await ChangeRowAsync(row => (row["State"], row["ResolvedAt"]) = ("Retrying", TimeProvider.System.GetUtcNow().AddHours(1)));

        await App.ProcessAllAsync();

        Assert.Equal("DeadLettered", (await App.OnlyEventRowAsync()).GetString("State"));
        Assert.Empty(Metrics.For(DeadLettered));
        Assert.Equal(LogLevel.Information, Assert.Single(Logged("Attempt")).Level);
    }

    [Fact]
    public async Task RepeatThatIsPutBackForLong_IsNoAttempt()
    {
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Create("invoice")));
        var message = Assert.Single(await App.PeekAsync()) with { Reopen = true };
        await ChangeRowAsync(row => (row["State"], row["Sequence"]) = ("Retrying", 3));
        App.Services.GetRequiredService<RequestThrottle>().Suspend(TimeSpan.FromHours(1), "a test");

        await App.ProcessAsync(message);

        Assert.Empty(Metrics.For(Attempts));
        Assert.Single(Logged("Rescheduled"));
        Assert.NotNull((await App.OnlyEventRowAsync()).GetDateTimeOffset("NextAttemptAt"));
    }

    [Fact]
    public async Task WaitingTime_IsMeasuredByStoragesClock_AndOnceForAnEvent()
    {
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Create("invoice")));
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        await App.LearnTimeAsync();
        using (Stitchex.Faults.Add(FaultRule.Response(500)))
        {
            await App.ProcessAllAsync();
        }

        await App.Account.AdvanceClockAsync(TimeSpan.FromHours(2));
        await App.ProcessAllAsync();

        Assert.InRange(Metrics.All.Single(measurement => measurement.Metric == Waiting).Value, 299, 420);
        Assert.Equal(["stitchex.result=retry stitchex.resource=invoice", "stitchex.result=handled stitchex.resource=invoice"], Metrics.For(Attempts));
    }

    [Fact]
    public async Task ApiThatFails_IsAWarning_WithItsClassAndTheNextAttempt()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(503));

        await ProcessAsync(Stitchex.Create("invoice"));

        Assert.Equal(["stitchex.result=retry stitchex.resource=invoice"], Metrics.For(Attempts));
        Assert.Empty(Metrics.For(Completed));
        Assert.Contains("http.response.status_code=503", Metrics.For(Requests));
        var (level, fields) = Assert.Single(Logged("Attempt"));
        Assert.Equal((LogLevel.Warning, "retry", "api_unavailable", "503"), (level, fields["Result"], fields["ErrorClass"], fields["Status"]));
        Assert.Contains("503", fields["Error"], StringComparison.Ordinal);
        Assert.NotNull(fields["NextAttemptAt"]);
    }

    [Fact]
    public async Task ApiThatIsNotThere_HasAnErrorType_InPlaceOfAStatus()
    {
        var change = Stitchex.Create("invoice");
        await Stitchex.DisposeAsync();

        await ProcessAsync(change);

        Assert.Equal(["error.type=connection_error"], Metrics.For(Requests).Distinct());
        Assert.Equal(["stitchex.grant=password stitchex.outcome=failed"], Metrics.For(Logins));
    }

    [Fact]
    public async Task LoginThatIsRejected_IsCounted()
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" });

        await ProcessAsync(Stitchex.Create("invoice"));

        Assert.Equal(["stitchex.grant=password stitchex.outcome=rejected"], Metrics.For(Logins));
    }

    [Fact]
    public async Task HandlerThatRejects_KillsTheEvent_AndIsAnError()
    {
        Handler.Behaviour = (_, _) => throw new RejectRecordException("no such customer");

        await ProcessAsync(Stitchex.Create("invoice"));

        Assert.Equal(["stitchex.result=dead_lettered stitchex.resource=invoice"], Metrics.For(Attempts));
        Assert.Equal(["stitchex.outcome=rejected stitchex.resource=invoice"], Metrics.For(DeadLettered));
        var (level, fields) = Assert.Single(Logged("Attempt"));
        Assert.Equal((LogLevel.Error, "dead_lettered", "rejected", "handler_rejected"), (level, fields["Result"], fields["Outcome"], fields["ErrorClass"]));
    }

    [Fact]
    public async Task EventWithoutARecordId_Dies_WithoutAnAttemptAtTheApi()
    {
        await App.ReceiveAsync("""{"event":"invoice_update","invoice":{}}""");
        await App.ProcessAllAsync();

        Assert.Equal(["stitchex.outcome=no_record_id stitchex.resource=invoice"], Metrics.For(DeadLettered));
        Assert.Empty(Metrics.For(Requests));
        Assert.Equal("no_record_id", Assert.Single(Logged("Attempt")).Fields["ErrorClass"]);
    }

    [Fact]
    public async Task RecordThatIsGone_IsRetriedAsNotFound()
    {
        await App.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""");
        await App.ProcessAllAsync();

        Assert.Equal((LogLevel.Warning, "retry", "not_found"), Logged("Attempt").Select(log => (log.Level, log.Fields["Result"], log.Fields["ErrorClass"])).Single());
    }

    [Fact]
    public async Task StorageThatFails_BreaksTheAttemptOff_AndIsAnError()
    {
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(Stitchex.Create("invoice")));
        App.Faults.Add("POST $batch", StorageFault.Fails);

        await App.ProcessAllAsync();

        Assert.Equal(["stitchex.result=aborted stitchex.resource=invoice"], Metrics.For(Attempts));
        var (level, fields) = Assert.Single(Logged("Attempt"));
        Assert.Equal((LogLevel.Error, "aborted", "storage", null), (level, fields["Result"], fields["ErrorClass"], fields["Attempt"]));
    }

    [Fact]
    public async Task PausedEvent_IsPutBack_AndThatIsNoAttempt()
    {
        await App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Control.PauseAsync(new Pause("stocktaking", TimeProvider.System.GetUtcNow(), By: null), CancellationToken.None);

        await ProcessAsync(Stitchex.Create("invoice"));

        Assert.Empty(Metrics.For(Attempts));
        Assert.Empty(Logged("Attempt"));
        Assert.Single(Logged("Rescheduled"));
    }

    private async Task ChangeRowAsync(Action<TableEntity> change)
    {
        var row = await App.OnlyEventRowAsync();
        var changed = new TableEntity(row.PartitionKey, row.RowKey);
        change(changed);
        await App.Events.UpdateEntityAsync(changed, Azure.ETag.All, TableUpdateMode.Merge);
    }
}
