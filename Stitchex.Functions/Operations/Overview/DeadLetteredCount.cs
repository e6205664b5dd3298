using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>How many events were dead-lettered and require attention.</summary>
/// <param name="Total">How many were found among the newest.</param>
/// <param name="IsAtLeast">Whether there may be more.</param>
/// <param name="ByOutcome">How many by the reason.</param>
internal sealed record DeadLetteredCount(int Total, bool IsAtLeast, IReadOnlyDictionary<EventOutcome, int> ByOutcome);
