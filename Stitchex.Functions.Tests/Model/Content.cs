namespace Stitchex.Functions.Tests.Model;

/// <summary>What the record is at one moment of its history.</summary>
/// <param name="Hash">The hash of its content; null while it is deleted.</param>
/// <param name="Version">Its <c>updated_at</c>, where it has one.</param>
internal sealed record Content(string? Hash, DateTimeOffset? Version = null);
