using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Load;

/// <summary>What came of a load.</summary>
internal sealed record LoadResult
{
    public required LoadOptions Options { get; init; }

    /// <summary>Gets what Stitchex sent, and the responses.</summary>
    public required WebhookCounts Webhooks { get; init; }

    public required int Records { get; init; }

    /// <summary>Gets how many events a second were acknowledged, from the first delivery until the last event was.</summary>
    public required double Rate { get; init; }

    /// <summary>Gets how long deliveries waited for one of Stitchex's connections.</summary>
    public required Percentiles Waits { get; init; }

    /// <summary>Gets how long responses took, those of duplicates and of failures included.</summary>
    public required Percentiles Acknowledgements { get; init; }

    /// <summary>Gets how long it took from an event's first delivery until a handler had what it tells of, or what came after it.</summary>
    public required Percentiles Handling { get; init; }

    /// <summary>Gets how many changes a handler took.</summary>
    public required int Delivered { get; init; }

    /// <summary>Gets how many events' changes were delivered for another event, or overtaken by a newer one.</summary>
    public required int Overtaken { get; init; }

    /// <summary>Gets how many requests the app made to storage; null if a process did not end by itself.</summary>
    public required long? StorageRequests { get; init; }

    /// <summary>Gets how many requests the app made to the API.</summary>
    public required long ApiRequests { get; init; }

    /// <summary>Gets what a backfill did; null where there was none.</summary>
    public LoadBackfill? Backfill { get; init; }

    /// <summary>Gets the memory of the app's process before the first event, in bytes.</summary>
    public required long MemoryAtStart { get; init; }

    /// <summary>Gets the memory of the app's process after the last event, in bytes.</summary>
    public required long MemoryAtEnd { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required IReadOnlyList<ProofCheck> Proof { get; init; }

    public required string JournalPath { get; init; }

    /// <summary>Gets a value indicating whether nothing was missed.</summary>
    public bool IsGood => Proof.Count > 0 && Proof.All(check => check.Holds);
}
