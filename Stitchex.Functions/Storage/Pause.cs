namespace Stitchex.Functions.Storage;

/// <summary>Why processing is paused.</summary>
/// <param name="Reason">What the person said who paused it.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who paused it: a person, or the name of a key; null where that is not known.</param>
internal sealed record Pause(string Reason, DateTimeOffset Since, string? By);
