using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>
/// Storage in the memory of this process: it responds inside the client's pipeline, and keeps what the app needs of tables, queues and blobs. It takes a
/// million rows in a minute, where an emulator takes hours, and what is left of a request's time is the caller's code and the client's.
/// </summary>
internal sealed class MemoryStorage : HttpPipelinePolicy
{
    /// <summary>A connection string that leads nowhere. The key is that of every emulator.</summary>
    public const string ConnectionString =
        "DefaultEndpointsProtocol=https;AccountName=memory;EndpointSuffix=storage.invalid;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly MemoryTables _tables = new();
    private readonly MemoryQueues _queues = new();
    private readonly MemoryBlobs _blobs = new();
    private int _requests;

    /// <summary>Counts the requests that some work makes.</summary>
    public async Task<int> CountAsync(Func<Task> work)
    {
        var before = _requests;
        await work();
        return _requests - before;
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => Response(message);

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Response(message);
        return ValueTask.CompletedTask;
    }

    private void Response(HttpMessage message)
    {
        Interlocked.Increment(ref _requests);
        var request = CannedRequest.From(message);
        var response = request.Uri.Host.Split('.')[1] switch
        {
            "table" => _tables.Response(request),
            "queue" => _queues.Response(request),
            _ => _blobs.Response(request),
        };
        response.SendTo(message);
    }
}
