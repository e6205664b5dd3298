using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>A receiver that responds as a test says, and shows what it got in the order in which it came.</summary>
internal sealed class ScriptedReceiver : IAsyncDisposable
{
    private readonly Channel<string> _bodies = Channel.CreateUnbounded<string>();
    private readonly WebApplication _server;

    public ScriptedReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    /// <summary>Gets or sets what is done with a request once its body is read.</summary>
    public Func<HttpContext, string, Task> Response { get; set; } = (context, _) => Accept(context);

    public Uri Target => new($"{_server.Urls.Single()}/api/webhooks/stitchex?code=secret");

    /// <summary>Gets how many bodies came that were not read with <see cref="NextAsync"/>.</summary>
    public int Unread => _bodies.Reader.Count;

    public static Task Accept(HttpContext context) => ResponseWith(context, StatusCodes.Status202Accepted);

    public static Task ResponseWith(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public Task StartAsync() => _server.StartAsync();

    /// <summary>Responses with each of the statuses once, and 202 from then on.</summary>
    public void ResponseInTurn(params int[] statuses)
    {
        var next = -1;
        Response = (context, _) =>
        {
            var sequence = Interlocked.Increment(ref next);
            return ResponseWith(context, sequence < statuses.Length ? statuses[sequence] : StatusCodes.Status202Accepted);
        };
    }

    public Task<string> NextAsync() => _bodies.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Deadline);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        await _bodies.Writer.WriteAsync(body);
        if (context.Request.Query["code"] == "secret" && context.Request.ContentType == "application/json")
        {
            await Response(context, body);
        }
        else
        {
            await ResponseWith(context, StatusCodes.Status401Unauthorized);
        }
    }
}
