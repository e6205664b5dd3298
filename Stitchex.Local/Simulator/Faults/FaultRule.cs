using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Which requests to the API meet which fault.</summary>
/// <param name="Kind">What is wrong with the response.</param>
/// <param name="Method">The method that is meant; any unless given.</param>
/// <param name="Path">How path and query begin, in whole segments; all of the API unless given.</param>
/// <param name="Count">How many requests are met; all until the fault ends unless given.</param>
/// <param name="Share">The share of requests that is met.</param>
/// <param name="Latency">What is waited for before anything else.</param>
/// <param name="Status">The status to respond with, where the kind says so.</param>
/// <param name="RetryAfter">The <c>Retry-After</c> header that goes with it, as it is sent: seconds, a date, or nonsense.</param>
/// <param name="Body">The JSON to respond with, where the kind is <see cref="FaultKind.Status"/>; an error's message unless given.</param>
internal sealed record FaultRule(
    FaultKind Kind,
    string? Method = null,
    string Path = "/",
    int? Count = null,
    double Share = 1,
    TimeSpan Latency = default,
    int Status = StatusCodes.Status503ServiceUnavailable,
    string? RetryAfter = null,
    string? Body = null)
{
    public static FaultRule Response(int status, string? retryAfter = null) =>
        new(FaultKind.Status, Status: status, RetryAfter: retryAfter);

    public static FaultRule Slow(TimeSpan latency) => new(FaultKind.Delay, Latency: latency);

    public bool Matches(HttpRequest request) =>
        (Method is null || string.Equals(Method, request.Method, StringComparison.OrdinalIgnoreCase))
        && Covers(request.Path + request.QueryString.Value);

    // "/invoices/1" is not meant to cover "/invoices/10".
    private bool Covers(string target) => target.StartsWith(Path, StringComparison.Ordinal)
        && (target.Length == Path.Length || Path.EndsWith('/') || target[Path.Length] is '/' or '?' or '&');
}
