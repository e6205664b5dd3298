using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Stitchex.Local.Hosting.Timers;

/// <summary>Remembers over restarts when timers ran and are due, in the container where the real host does.</summary>
internal sealed class TimerStatusStore(string connectionString)
{
    private readonly BlobContainerClient _container = new(connectionString, "azure-webjobs-hosts");

    public async Task<TimerStatus?> ReadAsync(string functionName, CancellationToken cancellationToken)
    {
        try
        {
            var blob = await BlobOf(functionName).DownloadContentAsync(cancellationToken);
            return blob.Value.Content.ToObjectFromJson<TimerStatus>();
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task WriteAsync(string functionName, TimerStatus status, CancellationToken cancellationToken)
    {
        var content = BinaryData.FromObjectAsJson(status);

        try
        {
            await BlobOf(functionName).UploadAsync(content, overwrite: true, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await BlobOf(functionName).UploadAsync(content, overwrite: true, cancellationToken);
        }
    }

    private BlobClient BlobOf(string functionName) => _container.GetBlobClient($"timers/stitchex-local/{functionName}/status");
}

/// <summary>When a timer ran last, or the default value where it never did; when it is due; and when this was written.</summary>
internal sealed record TimerStatus
{
    public DateTime Last { get; init; }

    public DateTime Next { get; init; }

    public DateTime LastUpdated { get; init; }
}
