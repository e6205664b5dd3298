namespace Stitchex.Local.Operator;

/// <summary>What a reconciliation has found.</summary>
/// <param name="Stage">What it does now.</param>
/// <param name="Missing">How many records were not delivered.</param>
/// <param name="Older">How many were delivered in an older version, or with other content.</param>
/// <param name="Ahead">How many were delivered in a newer version than Stitchex has.</param>
/// <param name="Gone">How many were delivered and Stitchex does not have.</param>
/// <param name="Undecided">How many the API showed nothing of.</param>
/// <param name="Stored">How many are listed, and can be delivered.</param>
internal sealed record ReconcileView(string Stage, int Missing, int Older, int Ahead, int Gone, int Undecided, int Stored);
