using System.Globalization;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>Blobs. Of their content only the length is kept.</summary>
internal sealed class MemoryBlobs
{
    private const string MetadataPrefix = "x-ms-meta-";

    // What the archive of records notes on its blobs.
    private static readonly string[] MetadataKeys = ["version", "fencingtoken", "fencingepoch", "changeid", "deleted"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Blob> _blobs = [];
    private long _lastVersion;

    /// <summary>Does what a request asks for.</summary>
    public CannedResponse Response(CannedRequest request)
    {
        lock (_lock)
        {
            return request.Method switch
            {
                "PUT" => Put(request),
                "HEAD" => _blobs.TryGetValue(request.Path, out var blob) ? new CannedResponse(200, content: null, HeadersOf(blob)) : CannedResponse.Error(404, "BlobNotFound"),
                _ => throw new NotSupportedException($"{request.Method} {request.Uri} is not known here."),
            };
        }
    }

    private CannedResponse Put(CannedRequest request)
    {
        var existing = _blobs.GetValueOrDefault(request.Path);
        if (request.Header("If-None-Match") == "*" && existing is not null)
        {
            return CannedResponse.Error(409, "BlobAlreadyExists");
        }

        if (request.Header("If-Match") is { } expected && expected != existing?.ETag)
        {
            return CannedResponse.Error(412, "ConditionNotMet");
        }

        var metadata = MetadataKeys.Select(key => (MetadataPrefix + key, request.Header(MetadataPrefix + key))).Where(pair => pair.Item2 is not null).ToArray();
        var blob = new Blob($"\"{++_lastVersion}\"", request.Body.Length, metadata!);
        _blobs[request.Path] = blob;
        return new CannedResponse(201, content: null, HeadersOf(blob));
    }

    private static (string Name, string Value)[] HeadersOf(Blob blob) =>
    [
        ("ETag", blob.ETag),
        ("Last-Modified", "Tue, 24 Nov 2026 09:30:12 GMT"),
        ("Content-Length", blob.Length.ToString(CultureInfo.InvariantCulture)),
        ("x-ms-blob-type", "BlockBlob"),
        ("x-ms-request-server-encrypted", "true"),
        .. blob.Metadata,
    ];

    private sealed record Blob(string ETag, int Length, (string Name, string Value)[] Metadata);
}
