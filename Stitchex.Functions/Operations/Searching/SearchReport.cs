using Stitchex.Functions.Operations.Listing;

namespace Stitchex.Functions.Operations.Searching;

/// <summary>What a search found.</summary>
/// <param name="Query">What was looked for.</param>
/// <param name="Records">The records.</param>
/// <param name="Events">The event of that id; or those whose error says it, where nothing else was found.</param>
/// <param name="HasMore">Whether there may be more.</param>
/// <param name="LookedIn">Where it was looked for.</param>
internal sealed record SearchReport(
    string Query, IReadOnlyList<FoundRecord> Records, IReadOnlyList<EventSummary> Events, bool HasMore, IReadOnlyList<string> LookedIn);
