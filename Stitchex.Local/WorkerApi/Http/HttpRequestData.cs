using System.Collections.Specialized;
using System.Web;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>An HTTP request that started a function, with its whole body.</summary>
public abstract class HttpRequestData
{
    /// <summary>Initializes a new instance of the <see cref="HttpRequestData"/> class.</summary>
    /// <param name="functionContext">The invocation that the request started.</param>
    public HttpRequestData(FunctionContext functionContext)
    {
        ArgumentNullException.ThrowIfNull(functionContext);
        FunctionContext = functionContext;
    }

    /// <summary>Gets the body.</summary>
    public abstract Stream Body { get; }

    /// <summary>Gets the headers.</summary>
    public abstract HttpHeadersCollection Headers { get; }

    /// <summary>Gets the URL that was asked for.</summary>
    public abstract Uri Url { get; }

    /// <summary>Gets the HTTP method.</summary>
    public abstract string Method { get; }

    /// <summary>Gets the invocation that the request started.</summary>
    public FunctionContext FunctionContext { get; }

    /// <summary>Gets the parameters of the query.</summary>
    public virtual NameValueCollection Query => field ??= HttpUtility.ParseQueryString(Url.Query);

    /// <summary>Makes a response to this request.</summary>
    public abstract HttpResponseData CreateResponse();
}
