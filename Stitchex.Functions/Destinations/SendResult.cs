namespace Stitchex.Functions.Destinations;

/// <summary>What a destination said to an event.</summary>
internal abstract record SendResult
{
    /// <summary>It has the event.</summary>
    /// <param name="Status">The status of its response, where it is a webhook.</param>
    public sealed record Accepted(int? Status = null) : SendResult;

    /// <summary>It takes events, and will never take this one.</summary>
    public sealed record Rejected(string Error) : SendResult;

    /// <summary>It asks to be left alone for a while.</summary>
    public sealed record Later(string Error, TimeSpan Delay) : SendResult;

    /// <summary>It wants no events any more.</summary>
    public sealed record Gone(string Error) : SendResult;

    /// <summary>It, or the way to it, failed.</summary>
    /// <param name="Error">What happened.</param>
    /// <param name="IsUnreachable">Whether there was no connection to it, for which no event can be the reason.</param>
    public sealed record Failed(string Error, bool IsUnreachable = false) : SendResult;
}
