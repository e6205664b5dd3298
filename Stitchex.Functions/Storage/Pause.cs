namespace Stitchex.Functions.Storage;

/// <summary>Why processing is paused.</summary>
/// <param name="Reason">What the person said who paused it.</param>
/// <param name="Since">Since when.</param>
internal sealed record Pause(string Reason, DateTimeOffset Since);
