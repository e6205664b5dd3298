namespace Stitchex.Functions.Operations.Health;

/// <summary>What anybody is told: no more than a load balancer needs.</summary>
/// <param name="Status">Whether webhooks can be taken in.</param>
internal sealed record PlainHealth(HealthStatus Status);
