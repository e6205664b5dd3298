using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Pausing;

/// <summary>Whether processing is paused.</summary>
/// <param name="Paused">Why it is; null when it is not.</param>
internal sealed record PauseReport(Pause? Paused);
