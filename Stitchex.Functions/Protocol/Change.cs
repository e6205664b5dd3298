using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>A change that is to be delivered to handlers.</summary>
/// <param name="Record">The record as it was fetched; null for a deletion.</param>
/// <param name="FetchedAt">When the request for it began; null for a deletion that needed none.</param>
/// <param name="Number">Which change of the record it is, counted from 1.</param>
/// <param name="CompletedHandlers">The handlers that have it already.</param>
/// <param name="Outcome">What becomes of the event when all have it.</param>
internal sealed record Change(FetchedRecord? Record, DateTimeOffset? FetchedAt, int Number, IReadOnlyList<string> CompletedHandlers, EventOutcome Outcome)
{
    /// <summary>Gets the hash of what is delivered.</summary>
    public string Hash => Record?.Hash ?? RecordRow.DeletedHash;

    /// <summary>
    /// Gets the hash in the id of the redelivery that gives one handler once more what it has, whatever the others have; null where the
    /// change is the record's.
    /// </summary>
    public string? RedeliveryHash { get; init; }
}
