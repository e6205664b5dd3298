namespace Stitchex.Functions.Operations.Status;

/// <summary>Which deployment responds.</summary>
/// <param name="Host">The name of its host; null where the platform does not tell.</param>
/// <param name="Environment">Its environment, such as Production.</param>
internal sealed record Deployment(string? Host, string Environment);
