namespace Stitchex.Local.Operator;

/// <summary>Where a destination stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Host">Its host.</param>
/// <param name="Status">Whether it gets events.</param>
/// <param name="Waiting">How many events were found that wait for it; null where nobody looked.</param>
/// <param name="MayMoreWait">Whether there may be more.</param>
/// <param name="LastSuccessAt">When it took an event last.</param>
/// <param name="LastSuccessMilliseconds">How long that took.</param>
/// <param name="LastErrorAt">When it did not.</param>
/// <param name="LastError">What it said then.</param>
/// <param name="Stop">Why it is stopped; null when it is not.</param>
internal sealed record DestinationView(
    string Name,
    string Type,
    string Host,
    string Status,
    int? Waiting,
    bool MayMoreWait,
    DateTimeOffset? LastSuccessAt,
    int? LastSuccessMilliseconds,
    DateTimeOffset? LastErrorAt,
    string? LastError,
    DestinationStopView? Stop);
