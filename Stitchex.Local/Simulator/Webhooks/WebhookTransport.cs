using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Makes single requests to the receiver.</summary>
internal sealed class WebhookTransport(TimeProvider time) : IDisposable
{
    // A redirect is a response like any other that is not 2xx; a proxy from the environment would only be in the way.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Posts a body and tells what came back, or why nothing did.</summary>
    public async Task<WebhookResult> TryPostAsync(
        Uri target,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await PostAsync(target, body, "application/json", either.Token);
            return new((int)response.StatusCode);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WebhookResult.TimedOut;
        }
        catch (HttpRequestException)
        {
            return WebhookResult.Unreachable;
        }
    }

    public async Task<HttpResponseMessage> PostAsync(
        Uri target,
        ReadOnlyMemory<byte> body,
        string contentType,
        CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await _http.PostAsync(target, content, cancellationToken);
    }

    /// <summary>Writes a whole request and closes the connection at a given moment, without waiting for the response.</summary>
    public static async Task PostAndHangUpAsync(Uri target, ReadOnlyMemory<byte> body, Task until, CancellationToken cancellationToken)
    {
        var head = $"POST {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(target.Host, target.Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken);
        await stream.WriteAsync(body, cancellationToken);
        await until.WaitAsync(cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
