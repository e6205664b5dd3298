using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stitchex.Local.Hosting.Worker.Rpc;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>Where worker processes call: gRPC on a port of the loopback address.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    /// <summary>The largest message in either direction, as in the real host.</summary>
    public const int MaxMessageBytes = int.MaxValue;

    private readonly ConcurrentDictionary<string, WorkerConnection> _expected;
    private readonly WebApplication _app;

    private WorkerServer(ConcurrentDictionary<string, WorkerConnection> expected, WebApplication app)
    {
        _expected = expected;
        _app = app;
    }

    public Uri BaseAddress => new(_app.Urls.Single());

    public static async Task<WorkerServer> StartAsync(CancellationToken cancellationToken)
    {
        var expected = new ConcurrentDictionary<string, WorkerConnection>();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.Services.AddSingleton(new EventStreamService(expected));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
        });

        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<EventStreamService>();
        await app.StartAsync(cancellationToken);
        return new(expected, app);
    }

    /// <summary>Lets a worker call that is about to be started.</summary>
    public void Expect(string workerId, WorkerConnection connection) => _expected[workerId] = connection;

    /// <summary>Ends what is left of a worker's connection.</summary>
    public void Forget(string workerId)
    {
        if (_expected.TryRemove(workerId, out var connection))
        {
            connection.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private sealed class EventStreamService(ConcurrentDictionary<string, WorkerConnection> expected) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
        {
            if (await requestStream.MoveNext(context.CancellationToken)
                && expected.TryGetValue(requestStream.Current.StartStream?.WorkerId ?? "", out var connection))
            {
                await connection.RunAsync(requestStream, responseStream, context.CancellationToken);
            }
        }
    }
}
