using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>How an invocation ended.</summary>
internal sealed class FunctionResult
{
    private FunctionResult(HttpResponseData? response, Exception? error)
    {
        Response = response;
        Error = error;
    }

    /// <summary>Gets a value indicating whether the function returned.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Gets what it returned; <see langword="null"/> if it returned nothing.</summary>
    public HttpResponseData? Response { get; }

    /// <summary>Gets why it did not return.</summary>
    public Exception? Error { get; }

    /// <summary>The function returned.</summary>
    public static FunctionResult Returned(HttpResponseData? response) => new(response, error: null);

    /// <summary>The function threw, or ran for too long.</summary>
    public static FunctionResult Failed(Exception error) => new(response: null, error);
}
