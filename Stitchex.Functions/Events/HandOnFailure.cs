namespace Stitchex.Functions.Events;

/// <summary>What stopped a change from being handed on.</summary>
internal abstract record HandOnFailure(string Error)
{
    /// <summary>A handler threw, or took too long.</summary>
    public sealed record Failed(string Error) : HandOnFailure(Error);

    /// <summary>A handler refuses the record for ever.</summary>
    public sealed record Rejected(string Error) : HandOnFailure(Error);

    /// <summary>A handler asks to be called again later.</summary>
    public sealed record Later(string Error, TimeSpan Delay) : HandOnFailure(Error);

    /// <summary>The lease ran out, so another attempt may have begun.</summary>
    public sealed record LeaseLost() : HandOnFailure("The lease ran out before all handlers were done.");

    /// <summary>The host is shutting down.</summary>
    public sealed record Interrupted() : HandOnFailure("The host was shutting down.");
}
