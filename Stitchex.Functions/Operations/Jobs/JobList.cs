namespace Stitchex.Functions.Operations.Jobs;

/// <summary>The newest jobs.</summary>
/// <param name="Jobs">The jobs, newest first.</param>
internal sealed record JobList(IReadOnlyList<JobReport> Jobs);
