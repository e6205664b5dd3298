namespace Stitchex.Functions.Operations.Status;

/// <summary>Which deployment this is, and what cannot work there now.</summary>
/// <param name="AsOf">When that was so.</param>
/// <param name="Deployment">Which deployment it is.</param>
/// <param name="Obstacles">What cannot work; what concerns every event comes first.</param>
internal sealed record StatusReport(DateTimeOffset AsOf, Deployment Deployment, IReadOnlyList<Obstacle> Obstacles);
