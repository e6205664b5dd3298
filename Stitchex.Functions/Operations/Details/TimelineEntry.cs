namespace Stitchex.Functions.Operations.Details;

/// <summary>One thing that happened to an event.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Status">The HTTP status of the API's response, where there was one.</param>
/// <param name="Detail">What there is to say about it.</param>
/// <param name="Milliseconds">How long an attempt took; null where that is not known.</param>
/// <param name="ApiMilliseconds">How long the API took of that.</param>
internal sealed record TimelineEntry(
    DateTimeOffset At, TimelineKind Kind, int? Status, string? Detail, long? Milliseconds = null, long? ApiMilliseconds = null);
