using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Destinations;

/// <summary>Posts events to an HTTPS address, signed as Standard Webhooks has it.</summary>
internal sealed class WebhookClient(HttpClient http, DestinationOptions options, TimeProvider time) : IDestinationClient
{
    // Enough to say what is wrong; the rest of a response is not read.
    private const int MaxResponseRead = 4 * 1024;
    private const int MaxQuoted = 200;
    private static readonly TimeSpan QuoteLimit = TimeSpan.FromSeconds(2);

    private readonly Uri _address = new(options.Address!);
    private readonly byte[][] _keys =
    [
        .. new[] { options.Secret, options.PreviousSecret }.Where(secret => !string.IsNullOrEmpty(secret)).Select(secret => WebhookSignature.KeyOf(secret!)!),
    ];

    /// <inheritdoc/>
    public int MaxBytes => int.MaxValue;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(outgoing.Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(OutgoingEvent.ContentType);
        request.Headers.Add("webhook-id", outgoing.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(_keys, outgoing.Id, now, outgoing.Body.Span));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return new SendResult.Accepted(status);
        }

        var error = $"it responded {status}{await QuoteAsync(response, cancellationToken)}";
        return status switch
        {
            429 => new SendResult.Later(error, RetryAfter(response, now) ?? TimeSpan.Zero),
            503 when RetryAfter(response, now) is { } delay => new SendResult.Later(error, delay),
            410 => new SendResult.Gone(error),
            408 or 425 => new SendResult.Failed(error),
            >= 400 and < 500 => new SendResult.Rejected(error),
            >= 300 and < 400 => new SendResult.Failed($"{error}. Redirects are not followed: set Address to where it leads."),
            _ => new SendResult.Failed(error),
        };
    }

    /// <summary>Makes what webhooks are sent through.</summary>
    /// <param name="options">The destination's settings.</param>
    /// <param name="trust">Which certificates are trusted; null for those that the system trusts.</param>
    public static HttpClient CreateHttp(DestinationOptions options, System.Net.Security.SslClientAuthenticationOptions? trust)
    {
        var connector = new PublicConnector(options.AllowPrivateAddresses, allowsLoopback: new Uri(options.Address!).IsLoopback);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = connector.ConnectAsync,
            MaxResponseDrainSize = MaxResponseRead,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseCookies = false,

            // A proxy would connect in our place, to whatever it likes.
            UseProxy = false,
        };
        if (trust is not null)
        {
            handler.SslOptions = trust;
        }

        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Stitchex.Functions");
        return http;
    }

    private async Task<string> QuoteAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxResponseRead];
        int length;
        using var limit = new CancellationTokenSource(QuoteLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The status says enough.
            return "";
        }

        var text = string.Concat(Encoding.UTF8.GetString(buffer, 0, length).Select(c => char.IsControl(c) ? ' ' : c)).Trim();

        // Many servers name what was asked for, and there may be a key in it.
        foreach (var part in new[] { _address.PathAndQuery, Uri.UnescapeDataString(_address.PathAndQuery), _address.Query, _address.AbsolutePath })
        {
            text = part.Length > 1 ? text.Replace(part, "…", StringComparison.OrdinalIgnoreCase) : text;
        }

        return text.Length == 0 ? "" : $": {(text.Length > MaxQuoted ? text[..MaxQuoted] : text)}";
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - now,
        _ => null,
    };
}
