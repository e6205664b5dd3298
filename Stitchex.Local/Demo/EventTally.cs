using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;

namespace Stitchex.Local.Demo;

/// <summary>Where the events stand, counted from their rows. It reads all of them, which only a laptop's storage bears.</summary>
/// <param name="Events">How many there are.</param>
/// <param name="Open">How many are not done yet.</param>
/// <param name="Retried">How many attempts were followed by another one.</param>
/// <param name="Outcomes">How many events ended in each way.</param>
/// <param name="Handlers">What became of the events at each handler but the archive, by its name.</param>
/// <param name="Waiting">What the open events wait for, the most frequent first.</param>
internal sealed record EventTally(
    int Events,
    int Open,
    int Retried,
    IReadOnlyDictionary<EventOutcome, int> Outcomes,
    IReadOnlyList<HandlerTally> Handlers,
    IReadOnlyList<WaitingTally> Waiting)
{
    // Among the rows of events are those of records, and those that steer the receiver.
    private const string EventsOnly = "RowKey ge 'event.' and RowKey lt 'event/'";

    private static readonly string[] Columns =
    [
        nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), nameof(EventRow.State), nameof(EventRow.Outcome), nameof(EventRow.Attempts),
        nameof(EventRow.Error), nameof(EventRow.HandlerResults),
    ];

    private static readonly string Archive = typeof(BlobRecordArchive).FullName!;

    /// <summary>Gets how many events a person has to look at.</summary>
    public int DeadLettered { get; private init; }

    /// <summary>Counts.</summary>
    public static async Task<EventTally> CountAsync(TableClient events, CancellationToken cancellationToken)
    {
        int count = 0, open = 0, retried = 0, deadLettered = 0;
        Dictionary<EventOutcome, int> outcomes = [];
        List<HandlerResult> called = [];
        List<WaitingTally> waiting = [];
        await foreach (var entity in events.QueryAsync<TableEntity>(EventsOnly, select: Columns, cancellationToken: cancellationToken))
        {
            var state = Enum.Parse<EventState>(entity.GetString(nameof(EventRow.State)));
            var outcome = Enum.TryParse<EventOutcome>(entity.GetString(nameof(EventRow.Outcome)), out var parsed) ? parsed : EventOutcome.None;
            count++;
            var results = HandlerResult.Parse(entity.GetString(nameof(EventRow.HandlerResults)));
            called.AddRange(results.Where(result => result.Handler != Archive));
            if (state is not (EventState.Completed or EventState.DeadLettered))
            {
                open++;
                waiting.Add(WaitingTally.From(results, entity.GetString(nameof(EventRow.Error))));
            }

            deadLettered += state is EventState.DeadLettered ? 1 : 0;
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            retried += AttemptHistory.Parse(entity.GetString(nameof(EventRow.Attempts))).Entries.Count(attempt => attempt.Result == nameof(EventState.Retrying));
        }

        return new EventTally(count, open, retried, outcomes, HandlerTally.From(called), WaitingTally.Join(waiting))
        {
            DeadLettered = deadLettered,
        };
    }

    /// <summary>How many events ended in one of some ways.</summary>
    public int CountOf(params ReadOnlySpan<EventOutcome> outcomes)
    {
        var sum = 0;
        foreach (var outcome in outcomes)
        {
            sum += Outcomes.GetValueOrDefault(outcome);
        }

        return sum;
    }
}
