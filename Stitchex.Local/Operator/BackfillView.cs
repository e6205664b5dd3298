namespace Stitchex.Local.Operator;

/// <summary>How far a backfill has read the lists.</summary>
/// <param name="Lists">The lists.</param>
/// <param name="EstimatedMinutes">How many minutes are left; of a dry run, how many the backfill would need; null where not known.</param>
internal sealed record BackfillView(IReadOnlyList<BackfillListView> Lists, double? EstimatedMinutes);
