using System.Net;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The answer to an HTTP request, kept whole until the function has returned.</summary>
public abstract class HttpResponseData
{
    /// <summary>Initializes a new instance of the <see cref="HttpResponseData"/> class.</summary>
    /// <param name="functionContext">The invocation that answers.</param>
    public HttpResponseData(FunctionContext functionContext)
    {
        ArgumentNullException.ThrowIfNull(functionContext);
        FunctionContext = functionContext;
    }

    /// <summary>Gets or sets the status.</summary>
    public abstract HttpStatusCode StatusCode { get; set; }

    /// <summary>Gets or sets the headers.</summary>
    public abstract HttpHeadersCollection Headers { get; set; }

    /// <summary>Gets or sets the body.</summary>
    public abstract Stream Body { get; set; }

    /// <summary>Gets the invocation that answers.</summary>
    public FunctionContext FunctionContext { get; }

    /// <summary>Makes a response to a request.</summary>
    public static HttpResponseData CreateResponse(HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.CreateResponse();
    }
}
