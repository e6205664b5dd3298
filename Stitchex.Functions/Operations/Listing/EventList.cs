namespace Stitchex.Functions.Operations.Listing;

/// <summary>A page of events.</summary>
/// <param name="Events">The events, newest first. There may be fewer than were asked for, or none, though there is a next page.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record EventList(IReadOnlyList<EventSummary> Events, string? NextPageToken);
