using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>What was found of the events that wait.</summary>
/// <param name="Oldest">The one that waits for longest; null when none was found.</param>
/// <param name="Rows">Those that were found.</param>
/// <param name="IsAtLeast">Whether there may be more.</param>
/// <param name="HasEvents">Whether any event was ever received, as far as what is kept tells.</param>
internal sealed record WaitingReport(WaitingEvent? Oldest, IReadOnlyList<EventRow> Rows, bool IsAtLeast, bool HasEvents);
