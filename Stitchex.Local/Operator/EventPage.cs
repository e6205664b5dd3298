namespace Stitchex.Local.Operator;

/// <summary>A page of events, newest first.</summary>
/// <param name="Events">The events; there may be none though there is a next page.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record EventPage(IReadOnlyList<EventLine> Events, string? NextPageToken);
