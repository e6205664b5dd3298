using System.Diagnostics;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Adds to an event's row what explains an attempt: the API's status, how long it, the API and each handler took, how handlers ended, the
/// trace, and what opened the event; and how soon the event was stored, as the message says. It is written with what is written anyway, and
/// decides nothing.
/// </summary>
internal sealed class AttemptNotes(EventMessage message, TimeProvider time)
{
    private long? _begun;
    private long? _asked;
    private TimeSpan? _api;
    private int _status;
    private IReadOnlyList<HandlerResult> _called = [];

    /// <summary>The attempt began.</summary>
    public void Begin() => (_begun, _api, _status) = (time.GetTimestamp(), null, 0);

    /// <summary>The API is asked.</summary>
    public void Asked() => _asked = time.GetTimestamp();

    /// <summary>The API responded, or did not.</summary>
    /// <param name="status">The status of the response that decided; 0 where none arrived.</param>
    public void Responded(int status) => (_api, _status) = (time.GetElapsedTime(_asked!.Value), status);

    /// <summary>Handlers were called.</summary>
    public void Delivered(DispatchResult result) => _called = result.Called;

    /// <summary>Adds what is known to the rows that a decision writes.</summary>
    /// <param name="before">The event's row that it was decided on.</param>
    /// <param name="effects">The decision.</param>
    public IReadOnlyList<Effect> AddTo(EventRow before, IReadOnlyList<Effect> effects) =>
        [.. effects.Select(effect => effect is Effect.Commit commit ? commit with { Row = Noted(before, commit.Row) } : effect)];

    private EventRow Noted(EventRow before, EventRow row)
    {
        if (row.OpenedAt != before.OpenedAt)
        {
            row = row with
            {
                OpenedBy = !message.Reopen ? EventOpening.Message : message.WriteIndexEntry ? EventOpening.Webhook : EventOpening.Replay,
            };
        }

        if (row.StoredAfterMilliseconds is null && message.StoredAfterMilliseconds is { } storedAfter)
        {
            row = row with { StoredAfterMilliseconds = storedAfter };
        }

        return ReferenceEquals(row.Attempts, before.Attempts) ? row : row with
        {
            Attempts = row.Attempts.WithMeasurements(
                _status, _begun is { } begun ? (long)time.GetElapsedTime(begun).TotalMilliseconds : null, (long?)_api?.TotalMilliseconds),
            HandlerResults = _called.Count > 0 ? HandlerResult.Merge(row.HandlerResults, _called) : row.HandlerResults,
            TraceId = Activity.Current?.TraceId.ToString(),
        };
    }
}
