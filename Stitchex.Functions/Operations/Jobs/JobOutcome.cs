using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What became of the events that a job worked on.</summary>
/// <param name="Of">How many events were looked at: the first that the job worked on, at most 100.</param>
/// <param name="Done">How many it has worked on.</param>
/// <param name="Groups">The events by how they ended.</param>
internal sealed record JobOutcome(int Of, int Done, IReadOnlyList<JobOutcomeGroup> Groups)
{
    private const int MaxShown = 10;

    /// <summary>Tells what became of events, by their rows.</summary>
    public static JobOutcome From(Job job, IReadOnlyList<(string Id, EventRow? Row)> events) => new(
        events.Count,
        job.Done,
        [
            .. events
                .GroupBy(it => (Ending: EndingOf(job, it.Row), Outcome: OutcomeOf(job, it.Row)), it => it.Id)
                .OrderBy(group => group.Key)
                .Select(group => new JobOutcomeGroup(group.Key.Ending, group.Key.Outcome, group.Count(), [.. group.Take(MaxShown)])),
        ]);

    private static EventOutcome? OutcomeOf(Job job, EventRow? row) =>
        row is null or { Outcome: EventOutcome.None } || EndingOf(job, row) == JobEnding.Waiting ? null : row.Outcome;

    // A replay is a message: until the event is opened for it, its row says how it ended before.
    private static JobEnding EndingOf(Job job, EventRow? row) => row switch
    {
        null => JobEnding.Removed,
        _ when job.Kind != JobKind.Resolve && row.OpenedAt < job.StartedAt => JobEnding.Waiting,
        { IsResolved: true } => JobEnding.Resolved,
        { State: EventState.DeadLettered } => JobEnding.DeadLettered,
        { State: EventState.Completed or EventState.Confirming } => JobEnding.Completed,
        _ => JobEnding.Waiting,
    };
}
