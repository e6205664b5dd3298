namespace Stitchex.Functions.Operations.Health;

/// <summary>How one dependency responded.</summary>
/// <param name="Name">The dependency.</param>
/// <param name="Status">Whether it did what it should.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What went wrong, and where to look; null when nothing did.</param>
internal sealed record HealthCheck(string Name, HealthStatus Status, long Milliseconds, string? Detail);
