using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>Sends single requests to the API and reads answers within a size limit. What concerns the API as a whole is thrown as <see cref="ApiUnavailableException"/>.</summary>
internal sealed class StitchexApi(IHttpClientFactory clients, IOptions<StitchexApiOptions> options, TimeProvider time)
{
    /// <summary>The name of the HTTP client and of its resilience pipeline.</summary>
    public const string HttpClientName = "stitchex";

    /// <summary>How long requests are held back after the API failed too often.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    private const int SmallestBuffer = 16 * 1024;

    private readonly StitchexApiOptions _options = options.Value;

    /// <summary>Sends a request and reads the answer whole.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, relative to the API's root.</param>
    /// <param name="token">The bearer token, or null to send none.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="ApiUnavailableException">429, 5xx, no connection, an open breaker.</exception>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? token, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            ThrowIfUnavailable(response);
            return new ApiAnswer(response.StatusCode, await ReadAsync(response, cancellationToken));
        }
        catch (BrokenCircuitException)
        {
            throw new ApiUnavailableException("The API failed too often of late; requests are held back for a moment.", status: 0, BreakDuration);
        }
        catch (TimeoutRejectedException)
        {
            throw new ApiUnavailableException($"The API did not answer within {_options.RequestTimeout.TotalSeconds:0.#} s ({StitchexApiOptions.SectionName}:RequestTimeout).", status: 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ApiUnavailableException($"The API cannot be reached, or broke off its answer ({Describe(e)}). Look at {StitchexApiOptions.SectionName}:BaseAddress if this lasts.", status: 0);
        }
    }

    private void ThrowIfUnavailable(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var error = response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => $"The API limits our rate (429). Lower {StitchexApiOptions.SectionName}:RequestsPerMinute if this lasts.",
            >= HttpStatusCode.InternalServerError => $"The API failed ({status}).",
            _ => null,
        };
        if (error is not null)
        {
            throw new ApiUnavailableException(error, status, RetryAfterOf(response));
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var limit = _options.MaxResponseBytes;
        var announced = response.Content.Headers.ContentLength ?? 0;
        if (announced > limit)
        {
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Max((int)announced, SmallestBuffer)];
        var length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                // One byte more than is taken, so that one byte too many is seen.
                Array.Resize(ref buffer, (int)Math.Min(2L * length, limit + 1L));
            }
        }

        return buffer.AsMemory(0, length);
    }

    private static string Describe(Exception e) => e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown and var error } ? error.ToString() : e.GetType().Name;
}
