using System.Net;

namespace Stitchex.Local.Operator;

/// <summary>A deployment could not be asked, or rejected. The message is for a person, and holds no key.</summary>
internal sealed class OperatorException(string message) : Exception(message)
{
    public HttpStatusCode? Status { get; init; }

    /// <summary>Gets a value indicating whether it was the app that responded, and not what is in front of it.</summary>
    public bool IsOfApp { get; init; }

    /// <summary>
    /// Gets a value indicating whether it may be otherwise in a moment: the deployment starts again or is busy, or the connection was lost.
    /// </summary>
    public bool MayPass => Status switch
    {
        null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => true,
        HttpStatusCode.NotFound => !IsOfApp,
        _ => false,
    };
}
