using Stitchex.Functions.Operations.Details;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>A record and a page of its events.</summary>
/// <param name="Record">What was delivered last; null when nothing was ever tried.</param>
/// <param name="Events">The events, newest first.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record RecordReport(RecordDetails? Record, IReadOnlyList<EventSummary> Events, string? NextPageToken);
