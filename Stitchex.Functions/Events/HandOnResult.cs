namespace Stitchex.Functions.Events;

/// <summary>How handing on a change ended.</summary>
/// <param name="HandlersDone">All handlers that have the change now.</param>
/// <param name="Failure">What stopped it; null when nothing did.</param>
internal sealed record HandOnResult(IReadOnlyList<string> HandlersDone, HandOnFailure? Failure);
