using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>How an invocation ended.</summary>
/// <param name="Response">What an HTTP function returned; null if it returned nothing.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
internal sealed record FunctionResult(RpcHttp? Response, Exception? Error)
{
    /// <summary>Gets a value indicating whether the function returned.</summary>
    public bool Succeeded => Error is null;
}
