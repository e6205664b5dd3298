namespace Stitchex.Functions.Protocol;

/// <summary>How delivering a change ended.</summary>
/// <param name="CompletedHandlers">All handlers that have the change now.</param>
/// <param name="Failure">What stopped it; null when nothing did.</param>
internal sealed record DispatchResult(IReadOnlyList<string> CompletedHandlers, DispatchFailure? Failure)
{
    /// <summary>Gets how each of those ended that were called.</summary>
    public IReadOnlyList<HandlerResult> Called { get; init; } = [];
}
