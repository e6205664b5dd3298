using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>
/// Sends single requests to the API, a limited number at once, and reads responses within a size limit. What concerns the API as a whole is thrown as
/// <see cref="ApiUnavailableException"/>; what it asks of us with it holds for all requests of this instance.
/// </summary>
internal sealed class StitchexApi(
    IHttpClientFactory clients,
    RequestThrottle throttle,
    IOptions<StitchexApiOptions> options,
    IOptions<ProcessingOptions> processing,
    TimeProvider time) : IDisposable
{
    /// <summary>The name of the HTTP client and of its resilience pipeline.</summary>
    public const string HttpClientName = "stitchex";

    private readonly StitchexApiOptions _options = options.Value;
    private readonly SemaphoreSlim _slots = new(options.Value.MaxConcurrentRequests);
    private static readonly HttpRequestOptionsKey<bool> IsList = new("Stitchex.IsList");

    private volatile string? _heldBackFor;

    /// <summary>Sends a request and reads the response whole.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, relative to the API's root.</param>
    /// <param name="token">The bearer token, or null to send none.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="isList">Whether it is for a list of records, whose failures hold back no other request.</param>
    /// <exception cref="ApiUnavailableException">429, 5xx, no connection, an open breaker.</exception>
    public async Task<ApiResponse> SendAsync(
        HttpMethod method, string path, string? token, HttpContent? content, CancellationToken cancellationToken, bool isList = false)
    {
        if (content is not null)
        {
            // Buffered, a body has a Content-Length; otherwise it would be sent in chunks, which not every server reads.
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        // Here and not in the connection pool, where the wait would count as the API's slowness.
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await SendNowAsync(method, path, token, content, isList, cancellationToken);
        }
        catch (ApiUnavailableException e)
        {
            HoldBack(method, path, isList, e);
            throw;
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Whether a request is for a list of records, whose failure says nothing of requests for records.</summary>
    internal static bool IsForList(HttpRequestMessage? request) => request is not null && request.Options.TryGetValue(IsList, out var isList) && isList;

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<ApiResponse> SendNowAsync(
        HttpMethod method, string path, string? token, HttpContent? content, bool isList, CancellationToken cancellationToken)
    {
        try
        {
            var client = clients.CreateClient(HttpClientName);
            using var request = new HttpRequestMessage(method, AddressOf(client.BaseAddress!, path)) { Content = content };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            request.Options.Set(IsList, isList);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            ThrowIfUnavailable(response);
            return await ResponseReader.ReadAsync(response, _options.MaxResponseBytes, cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            // The throttle was closed when the breaker opened. Now it may be trying one request, and this is another.
            throw new ApiUnavailableException("The API failed too often of late; requests are held back for a moment.", status: 0);
        }
        catch (TimeoutRejectedException)
        {
            throw new ApiUnavailableException($"The API did not respond within {_options.RequestTimeout.TotalSeconds:0.#} s ({StitchexApiOptions.SectionName}:RequestTimeout).", status: 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ApiUnavailableException($"The API cannot be reached, or broke off its response ({Describe(e)}). Look at {StitchexApiOptions.SectionName}:BaseAddress if this lasts.", status: 0);
        }
    }

    // A record that always fails would close the throttle each time it is tried, just when the others' turn has come: it does so once. A
    // list that fails never does: records are fetched as before.
    private void HoldBack(HttpMethod method, string path, bool isList, ApiUnavailableException e)
    {
        if (method == HttpMethod.Get && IsFailure((HttpStatusCode)e.Status) && e.RetryAfter is not null)
        {
            e.ConcernsOneRequest = isList || _heldBackFor == path;
            _heldBackFor = isList ? _heldBackFor : path;
        }

        throttle.Suspend(e);
    }

    private static bool IsFailure(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    // Joined as text: resolved like a link, a path that is an address would take the token to another server.
    private static Uri AddressOf(Uri root, string path) => new(root.AbsoluteUri + path);

    private void ThrowIfUnavailable(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var error = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => $"The API limits our rate (429). Lower {StitchexApiOptions.SectionName}:RequestsPerMinute if this lasts.",
            var failure when IsFailure(failure) => $"The API failed ({status}).",
            _ => null,
        };
        if (error is not null)
        {
            throw new ApiUnavailableException(error, status, RetryAfterOf(response));
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };

        // A failure may be one record's; a limit of the rate is meant for all requests, and the throttle has a longer limit for it.
        var longest = processing.Value.MaxFailureRetryAfter;
        return IsFailure(response.StatusCode) && asked > longest ? longest : asked;
    }

    private static string Describe(Exception e) => e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? error.ToString() : e.GetType().Name;
}
