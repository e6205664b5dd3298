using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

/// <summary>What is expected of an event is what happens to it.</summary>
public sealed class RetryPlanTests : TransitionTest
{
    [Fact]
    public void EventThatKeepsFailing_IsDeadLettered_WithTheAttemptThatIsPlanned()
    {
        var failed = new DispatchResult([], new DispatchFailure.Failed("down"));
        var row = Fail(Row with { Attempt = 1, StartedAt = Now }, Now);
        var plan = Transitions.Plan(row)!;
        Assert.Equal<(int, DateTimeOffset?, DateTimeOffset?, bool)>(
            (2, row.NextAttemptAt, Now.AddHours(48), true), (plan.Attempt, plan.NextAttemptAt, plan.EndsAt, plan.IsDeadLettered));

        while (row is { State: EventState.Retrying, NextAttemptAt: { } next })
        {
            Assert.Equal((plan.Attempts, plan.EndsAt), (Transitions.Plan(row)!.Attempts, Transitions.Plan(row)!.EndsAt));
            row = Fail(row with { Attempt = row.Attempt + 1, StartedAt = next }, next);
        }

        Assert.Equal((EventState.DeadLettered, plan.Attempts), (row.State, row.Attempt));
        Assert.InRange(row.Attempts.Entries[^1].At, plan.EndsAt!.Value, plan.EndsAt.Value + Options.MaxRetryDelay);

        EventRow Fail(EventRow started, DateTimeOffset at) => LastRow(Transitions.OnDispatched(
            DecisionContext(started, Leased) with { Now = at, HoldsLease = true },
            new Change(Found(V2, "b").Record, at, 1, [], EventOutcome.Handled),
            failed));
    }

    [Fact]
    public void RecordThatIsNotFound_IsBelievedAfterTheLagWindow()
    {
        var notFound = new FetchResult.NotFound(PathIsGuess: false) { Status = 404 };
        var row = LastRow(Fetched(Row with { Attempt = 1, StartedAt = Now }, Leased, notFound));

        Assert.Equal((Now.AddMinutes(10), false), (Transitions.Plan(row)!.EndsAt, Transitions.Plan(row)!.IsDeadLettered));
    }

    [Fact]
    public void OutageOfTheApi_HasNoEnd() => Assert.Equal(
        (2, null, null),
        (Transitions.Plan(Away)!.Attempt, Transitions.Plan(Away)!.Attempts, Transitions.Plan(Away)!.EndsAt));

    [Fact]
    public void EventThatIsNotRetried_HasNoPlan()
    {
        Assert.Null(Transitions.Plan(Row with { NextAttemptAt = Now }));
        Assert.Null(Transitions.Plan(Away with { ResolvedAt = Now }));
    }

    [Fact]
    public void LongestHistory_AndResults_FitIntoAProperty()
    {
        var history = AttemptHistory.Empty;
        for (var i = 0; i < 40; i++)
        {
            history = history.With(Now.AddTicks(1), nameof(EventOutcome.VersionNeverAppeared), 503, new string('ä', 2000))
                .WithMeasurements(503, 999_999_999, 999_999);
        }

        var error = new string('ä', 2000);
        var results = Enumerable.Range(0, 60).Select(i => new HandlerResult($"H{i}", HandlerState.Rejected, Now, 1, error));
        var merged = HandlerResult.Merge(null, [.. results]);

        Assert.InRange(history.ToString().Length, 20_000, 32_000);
        Assert.InRange(merged!.Length, 1_000, 32_000);
        Assert.Equal(60, HandlerResult.Parse(merged).Count);
    }

    [Fact]
    public void Trace_LeadsToAQueryForIt_WhereTheResourceIsKnown()
    {
        const string Resource = "/subscriptions/1/resourceGroups/stitchex/providers/microsoft.insights/components/stitchex";
        var traced = Row with { TraceId = "0af7651916cd43dd8448eb211c80319c" };

        Assert.Null(Explainer(null).TraceUrlOf(traced));
        Assert.Null(Explainer(Resource).TraceUrlOf(Row));
        var url = Explainer(Resource).TraceUrlOf(traced)!;

        Assert.Contains($"/LogsBlade/resourceId/{Uri.EscapeDataString(Resource)}/", url, StringComparison.Ordinal);
        using var packed = new MemoryStream(Convert.FromBase64String(Uri.UnescapeDataString(url.Split("/q/")[1].Split('/')[0])));
        using var query = new StreamReader(new GZipStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        Assert.Contains("where operation_Id == '0af7651916cd43dd8448eb211c80319c'", query.ReadToEnd(), StringComparison.Ordinal);

        EventExplainer Explainer(string? resource) =>
            new(
                Transitions,
                new HandlerNames([]),
                new ConfigurationBuilder().AddInMemoryCollection([new("APPLICATIONINSIGHTS_RESOURCE_ID", resource)]).Build());
    }

    private EventRow Away => LastRow(Fetched(
        Row with { Attempt = 1, StartedAt = Now },
        Leased,
        new FetchResult.Unavailable("The API is unavailable.", RetryAfter: null) { Status = 503 }));
}
