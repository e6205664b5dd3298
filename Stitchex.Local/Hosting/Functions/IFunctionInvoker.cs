using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Functions;

/// <summary>Calls functions.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Calls a function and waits until it has returned, has thrown, has run for too long, or was lost with its worker.</summary>
    /// <param name="function">The function.</param>
    /// <param name="reason">What started it, for the log.</param>
    /// <param name="input">The value of the trigger's parameter.</param>
    /// <param name="metadata">What else is known of the trigger, such as the values of the route's parameters.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the result any more.</param>
    Task<FunctionResult> InvokeAsync(
        FunctionDescriptor function,
        string reason,
        TypedData input,
        IEnumerable<KeyValuePair<string, TypedData>>? metadata = null,
        CancellationToken cancellationToken = default);
}

/// <summary>How an invocation ended.</summary>
/// <param name="Response">What an HTTP function returned; null if it returned nothing.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
internal sealed record FunctionResult(RpcHttp? Response, Exception? Error);
