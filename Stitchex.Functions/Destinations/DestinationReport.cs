namespace Stitchex.Functions.Destinations;

/// <summary>Where a destination stands, as instances have written it down.</summary>
internal sealed record DestinationReport
{
    /// <summary>Gets why it is stopped; null when it is not.</summary>
    public DestinationStop? Stop { get; init; }

    /// <summary>Gets since when it has accepted nothing, because it is stopped, held back, or fails; null when it works.</summary>
    public DateTimeOffset? InterruptedSince => Stop is null || FailingSince < Stop.Since ? FailingSince : Stop.Since;

    /// <summary>Gets until when it is held back; null, or a time that is past, when it is not.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Gets since when it has failed without a success; null when it has not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Gets when it took an event last, give or take a minute.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Gets how long that one took, in milliseconds.</summary>
    public int? LastSuccessMilliseconds { get; init; }

    /// <summary>Gets when it failed, or rejected an event, last, give or take a minute.</summary>
    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Gets what it said then.</summary>
    public string? LastError { get; init; }
}
