namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>A call of an actor that waits for its turn.</summary>
/// <param name="Actor">Whose it is.</param>
/// <param name="Name">A request's method and path, or what a handler does.</param>
internal sealed record Call(Actor Actor, string Name)
{
    /// <summary>Gets what ends when it is decided what becomes of the call.</summary>
    public TaskCompletionSource<CallFate> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets what ends when the call has had its effect: whether it took effect, or met a row that was changed.</summary>
    public TaskCompletionSource<bool> Effect { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What becomes of a call.</summary>
internal enum CallFate
{
    /// <summary>It is made.</summary>
    Made,

    /// <summary>It fails: a handler throws, the API is unavailable.</summary>
    Fails,

    /// <summary>It takes effect, and the caller sees a failure.</summary>
    ResponseIsLost,

    /// <summary>A handler rejects the record.</summary>
    Rejects,

    /// <summary>A replica that is behind serves it.</summary>
    IsBehind,

    /// <summary>The process is gone before it is made.</summary>
    Killed,
}
