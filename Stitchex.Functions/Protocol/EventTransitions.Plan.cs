using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>What is to be expected of an event that is retried.</summary>
internal partial class EventTransitions
{
    private const int MaxPlanned = 100_000;
    private const double MiddleJitter = 0.5;

    /// <summary>Computes when an event is tried, and until when, by the rules that schedule it.</summary>
    /// <returns>Null when it is not retried.</returns>
    public RetryPlan? Plan(EventRow row)
    {
        if (row is not { State: EventState.Retrying, NextAttemptAt: { } next })
        {
            return null;
        }

        var s = new DecisionContext(EventMessage.Current(row), row, new RecordRow(), next, MiddleJitter);
        if (RetriesAreEnded(s))
        {
            return null;
        }

        var attempt = row.StartedAt is null ? row.Attempt + 1 : row.Attempt;
        var lag = new[] { row.NotFoundSince, row.StaleSince, row.OlderSince }.Min();
        var fails = row.UnusableSince ?? (lag is null ? row.FailingSince : null);
        if ((fails ?? lag) is not { } since)
        {
            return new RetryPlan(attempt, next, Attempts: null, EndsAt: null, IsDeadLettered: false);
        }

        var last = attempt;
        while (last < MaxPlanned && !(fails is null ? LagWindowIsOver(since, s) : RetryWindowExceeded(since, s)))
        {
            s = s with { Now = s.Now + _schedule.AfterAttempt(last++, MiddleJitter) };
        }

        return new RetryPlan(attempt, next, last, since + (fails is null ? options.LagWindow : options.RetryWindow), fails is not null);
    }
}
