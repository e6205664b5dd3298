using System.Net.Http.Headers;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The headers of a request or a response.</summary>
public class HttpHeadersCollection : HttpHeaders
{
    /// <summary>Initializes a new instance of the <see cref="HttpHeadersCollection"/> class without headers.</summary>
    public HttpHeadersCollection()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="HttpHeadersCollection"/> class.</summary>
    /// <param name="headers">Names and their values, taken as they are.</param>
    public HttpHeadersCollection(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        foreach (var (name, values) in headers)
        {
            TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>Initializes a new instance of the <see cref="HttpHeadersCollection"/> class.</summary>
    /// <param name="headers">Names and their value, taken as it is.</param>
    public HttpHeadersCollection(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            TryAddWithoutValidation(name, value);
        }
    }
}
