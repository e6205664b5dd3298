namespace Stitchex.Local.Simulator.Faults;

/// <summary>What can be wrong with a response of the API.</summary>
internal enum FaultKind
{
    /// <summary>A status instead of the response, with a <c>Retry-After</c> header if the rule has one.</summary>
    Status,

    /// <summary>The usual response, after the rule's latency: for a slow API.</summary>
    Delay,

    /// <summary>No response until the client gives up.</summary>
    Hang,

    /// <summary>The usual response, made at once and held until the fault ends: for races.</summary>
    Hold,

    /// <summary>The connection breaks and nothing was done.</summary>
    Reset,

    /// <summary>What was asked is done, but the connection breaks within the response.</summary>
    CutOff,

    /// <summary>A whole response whose JSON ends in the middle.</summary>
    Truncated,

    /// <summary>A page of HTML with status 200.</summary>
    Html,

    /// <summary>Status 200 and no body.</summary>
    Empty,

    /// <summary>Status 204.</summary>
    NoContent,

    /// <summary>A redirect to a page with a login form.</summary>
    LoginRedirect,

    /// <summary>Somebody else's record; in a list it comes before the right one.</summary>
    WrongRecord,

    /// <summary>The record, but with the id of another organisation.</summary>
    OtherOrganisation,

    /// <summary>The usual response, compressed though nobody asked for it.</summary>
    Gzip,

    /// <summary>As <see cref="Gzip"/>, with Brotli.</summary>
    Brotli,

    /// <summary>A response that says that it is gzip, and is not.</summary>
    NotGzip,

    /// <summary>A response that says that it is Brotli, and is not.</summary>
    NotBrotli,

    /// <summary>A record of 200 MB.</summary>
    Huge,

    /// <summary>The same, compressed to a thousandth: small on its way, and 200 MB for who unpacks it.</summary>
    Bomb,

    /// <summary>Headers that never end.</summary>
    EndlessHeaders,

    /// <summary>A body that never ends: a byte in a while, so that the connection does not look idle.</summary>
    EndlessBody,
}
