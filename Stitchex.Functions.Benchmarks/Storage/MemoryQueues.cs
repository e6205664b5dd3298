using System.Collections.Concurrent;
using System.Globalization;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>Queues, made by their first request.</summary>
internal sealed class MemoryQueues
{
    private readonly ConcurrentDictionary<string, MemoryQueue> _queues = new();

    /// <summary>Does what a request asks for.</summary>
    public CannedResponse Response(CannedRequest request)
    {
        var path = request.Path.Split('/');
        var queue = _queues.GetOrAdd(path[0], static _ => new());
        return (request.Method, path.Length) switch
        {
            ("POST", 2) => queue.Put(request.Body, SecondsOf(request, "visibilitytimeout")),
            ("GET", 2) when request.Query("peekonly") == "true" => queue.Peek(CountOf(request)),
            ("GET", 2) => queue.Get(CountOf(request), SecondsOf(request, "visibilitytimeout")),
            ("DELETE", 3) => queue.Delete(path[2], request.Query("popreceipt")!),
            ("GET", 1) => queue.Properties(),
            _ => throw new NotSupportedException($"{request.Method} {request.Uri} is not known here."),
        };
    }

    private static int CountOf(CannedRequest request) => int.Parse(request.Query("numofmessages") ?? "1", CultureInfo.InvariantCulture);

    private static TimeSpan SecondsOf(CannedRequest request, string name) => TimeSpan.FromSeconds(int.Parse(request.Query(name) ?? "0", CultureInfo.InvariantCulture));
}
