namespace Stitchex.Local.Operator;

/// <summary>What became of the first events of a job.</summary>
/// <param name="Of">How many events were looked at.</param>
/// <param name="Done">How many the job has worked on.</param>
/// <param name="Groups">The events by how they ended.</param>
internal sealed record JobOutcomeView(int Of, int Done, IReadOnlyList<JobOutcomeGroupView> Groups);
