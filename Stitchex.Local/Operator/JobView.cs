namespace Stitchex.Local.Operator;

/// <summary>A job, as a deployment shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Matched">How many records were the ones that are looked for.</param>
/// <param name="Error">Why it failed, or what it could not do.</param>
/// <param name="Backfill">How far a job has read the lists.</param>
/// <param name="Reconcile">What a reconciliation has found; null for other jobs.</param>
/// <param name="Erasure">What an erasure has erased; null for other jobs.</param>
internal sealed record JobView(
    string Id,
    string Status,
    int Matched,
    string? Error,
    BackfillView? Backfill,
    ReconcileView? Reconcile = null,
    ErasureView? Erasure = null)
{
    /// <summary>Gets a value indicating whether nothing more will happen.</summary>
    public bool HasEnded => Status is "Completed" or "Cancelled" or "Failed";
}
