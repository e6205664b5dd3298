namespace Stitchex.Local.Operator;

/// <summary>One thing that happened to an event.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What: received, attempt, waiting, outcome or resolved.</param>
/// <param name="Status">The HTTP status of the API's response, where there was one.</param>
/// <param name="Detail">What there is to say about it.</param>
internal sealed record EventMoment(DateTimeOffset At, string? Kind, int? Status, string? Detail);
