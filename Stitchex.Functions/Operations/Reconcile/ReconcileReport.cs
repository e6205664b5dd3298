using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>What an operator sees of a reconciliation beside its lists and what every job has.</summary>
/// <param name="Stage">What it does now.</param>
/// <param name="Missing">How many records Stitchex has and were not delivered.</param>
/// <param name="Older">How many were delivered in an older version, or with other content.</param>
/// <param name="Ahead">How many were delivered in a newer version than Stitchex has.</param>
/// <param name="Gone">How many were delivered and Stitchex does not have.</param>
/// <param name="Stored">How many of these are listed as findings.</param>
/// <param name="Undecided">How many the API showed nothing of, so that nobody knows whether they differ.</param>
internal sealed record ReconcileReport(ReconcileStage Stage, int Missing, int Older, int Ahead, int Gone, int Stored, int Undecided)
{
    /// <summary>Describes a reconciliation; null for other jobs.</summary>
    public static ReconcileReport? From(Job job)
    {
        if (job.Kind != JobKind.Reconcile)
        {
            return null;
        }

        var state = ReconcileState.Parse(job.Reconcile);
        return new ReconcileReport(state.Stage, state.Missing, state.Older, state.Ahead, state.Gone, state.Stored, state.Undecided);
    }
}
