using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations;

/// <summary>Which dead events to replay.</summary>
/// <param name="Resource">Only those of a resource; null for all.</param>
/// <param name="Outcome">Only those that died so; null for all.</param>
/// <param name="Position">Where the last page ended; null to begin.</param>
/// <param name="PageSize">How many pointers to look at.</param>
/// <param name="IsDryRun">Whether to count only.</param>
internal sealed record ReplayRequest(string? Resource = null, EventOutcome? Outcome = null, string? Position = null, int PageSize = 100, bool IsDryRun = false);
