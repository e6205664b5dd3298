namespace Stitchex.Functions.Protocol;

/// <summary>What stopped a change from being delivered.</summary>
internal abstract record DispatchFailure(string Error)
{
    /// <summary>Separates the errors of several handlers.</summary>
    public const string Separator = " | ";

    // The stored error is cut: each handler's has to find room in it.
    private const int MaxShared = 900;

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

    /// <summary>
    /// What several handlers' failures come to, in whatever order they were called: one that rejects outweighs one that throws, and that one who asks to be
    /// called later; of several who ask for later, the soonest counts. The error names them all, the worst first.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    public static DispatchFailure? WorstOf(IReadOnlyList<DispatchFailure> failures)
    {
        if (failures.Count < 2)
        {
            return failures.Count == 0 ? null : failures[0];
        }

        var ordered = failures.OrderBy(failure => (failure is Rejected ? 0 : failure is Failed ? 1 : 2, (failure as RetryLater)?.Delay)).ToList();
        var share = MaxShared / ordered.Count;
        return ordered[0] with { Error = string.Join(Separator, ordered.Select(failure => failure.Error.Length > share ? failure.Error[..share] : failure.Error)) };
    }
}
