using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>A page of erasures.</summary>
/// <param name="Erasures">Who had which record erased, when and why, newest first.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record ErasureList(IReadOnlyList<Erasure> Erasures, string? NextPageToken);
