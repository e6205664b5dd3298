namespace Stitchex.Functions.Destinations;

/// <summary>Where a destination stands, as instances have written it down.</summary>
internal sealed record DestinationReport
{
    // An event that waits for it comes again within an hour and a quarter: without one, nobody knows whether it still fails.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(90);

    /// <summary>Gets why it is stopped; null when it is not.</summary>
    public DestinationStop? Stop { get; init; }

    /// <summary>Until when nothing is sent to it, for it asked for that or its circuit is open; null when it is not held back.</summary>
    public DateTimeOffset? HeldBackUntil(DateTimeOffset now) =>
        (CircuitOpenUntil > HeldUntil || HeldUntil is null ? CircuitOpenUntil : HeldUntil) is { } until && until > now ? until : null;

    /// <summary>Since when it has failed, or been held back; null when it has not, or nothing has been sent to it for long.</summary>
    public DateTimeOffset? FailingAt(DateTimeOffset now) =>
        HeldBackUntil(now) is not null || now - LastErrorAt < Recent ? FailingSince : null;

    /// <summary>Since when it has accepted nothing, because it is stopped, held back, or fails; null when it works.</summary>
    public DateTimeOffset? InterruptedAt(DateTimeOffset now) =>
        FailingAt(now) is var failing && (Stop is null || failing < Stop.Since) ? failing : Stop!.Since;

    /// <summary>Gets until when it asked to be left alone; null, or a time that is past, when it does not.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Gets until when it is left alone because it failed repeatedly; null, or a time that is past, when it is not.</summary>
    public DateTimeOffset? CircuitOpenUntil { get; init; }

    /// <summary>Gets when it was resumed last, by an operator, or because it accepted an event while it was held back.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

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
