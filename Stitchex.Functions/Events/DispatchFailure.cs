namespace Stitchex.Functions.Events;

/// <summary>What stopped a change from being delivered.</summary>
internal abstract record DispatchFailure(string Error)
{
    /// <summary>A handler threw, or took too long.</summary>
    public sealed record Failed(string Error) : DispatchFailure(Error);

    /// <summary>A handler rejects the record permanently.</summary>
    public sealed record Rejected(string Error) : DispatchFailure(Error);

    /// <summary>A handler asks to be called again later.</summary>
    public sealed record RetryLater(string Error, TimeSpan Delay) : DispatchFailure(Error);

    /// <summary>The lease ran out, so another attempt may have begun.</summary>
    public sealed record LeaseLost() : DispatchFailure("The lease ran out before all handlers were done.");

    /// <summary>The host is shutting down.</summary>
    public sealed record Interrupted() : DispatchFailure("The host was shutting down.");
}
