using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Api;

/// <summary>The API as a whole does not serve us now. It never leaves the client, which turns it into <see cref="FetchResult.Unavailable"/>.</summary>
internal sealed class ApiUnavailableException(string message, int status, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>Gets the status of the response, 0 where none arrived.</summary>
    public int Status { get; } = status;

    /// <summary>Gets a value indicating whether the response was a success that held nothing of what was asked for.</summary>
    public bool IsMalformedSuccess { get; init; }

    /// <summary>Gets or sets a value indicating whether the wait that the API asks for is meant for this request alone.</summary>
    public bool ConcernsOneRequest { get; set; }

    /// <summary>Gets or sets when the login was rejected, and is tried again; null where it was not.</summary>
    public LoginRejection? Rejection { get; set; }

    /// <summary>Gets how long the API asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
