using Stitchex.Functions.Operations.Overview;

namespace Stitchex.Functions.Operations.Health;

/// <summary>What an operator is told of the app's health.</summary>
/// <param name="Status">Whether all dependencies did what they should.</param>
/// <param name="Checks">How each one responded.</param>
/// <param name="LastEventAt">When the last event was received, as far back as a month; null when none was.</param>
/// <param name="OldestWaiting">The event that waits for longest; null when none does.</param>
internal sealed record HealthReport(HealthStatus Status, IReadOnlyList<HealthCheck> Checks, DateTimeOffset? LastEventAt, WaitingEvent? OldestWaiting);
