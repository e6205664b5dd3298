using System.Globalization;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Records;

/// <summary>
/// Keeps the newest version of every record as a blob, <c>stitchex-records/&lt;resource&gt;/&lt;id&gt;.json</c>, byte for byte as Stitchex sent it. A deleted
/// record leaves <c>{"id":…,"deleted":true}</c>.
/// </summary>
internal sealed partial class BlobRecordArchive(BlobContainerClient container, ILogger<BlobRecordArchive> logger) : IRecordHandler
{
    /// <summary>How many bytes of a record are read into memory, for operators and scripts.</summary>
    public const int MaxReadLength = 8 * 1024 * 1024;

    private const long FirstFence = 1;
    private const string VersionKey = "version";
    private const string FenceKey = "fencingtoken";
    private const string EpochKey = "fencingepoch";
    private const string ChangeIdKey = "changeid";
    private const string DeletedKey = "deleted";
    private const string ErasedKey = "erased";

    /// <inheritdoc/>
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(NameOf(change.Resource, change.RecordId));
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = MetadataOf(change),
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };

        // Only the first attempt at a record can expect no blob; any other would send all of its content for a response that says that there is one.
        if (change.FencingToken > FirstFence && !await TryReplaceAsync(blob, change, options, cancellationToken))
        {
            return;
        }

        // Each further round means that somebody else wrote in between, which only a stalled attempt does.
        while (!await TryUploadAsync(blob, ContentOf(change), options, cancellationToken))
        {
            if (!await TryReplaceAsync(blob, change, options, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>
    /// Erases a record. What is left says only that, and what keeps an attempt that stalled from bringing the record back.
    /// </summary>
    /// <param name="partitionKey">The record's partition in the table of events: its resource and its id, as keys have them.</param>
    /// <param name="fencingToken">The number of the lease under which it is erased.</param>
    /// <param name="fencingEpoch">What tells that number from those of a row that was lost.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Null; or the number of a later lease, which left what is there, and nothing was erased.</returns>
    public async Task<long?> EraseAsync(string partitionKey, long fencingToken, string fencingEpoch, CancellationToken cancellationToken)
    {
        var blob = BlobOf(partitionKey);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [FenceKey] = fencingToken.ToString(CultureInfo.InvariantCulture),
                [EpochKey] = fencingEpoch,
                [ErasedKey] = "true",
            },
        };
        do
        {
            var existing = await FindAsync(blob, cancellationToken);
            if (existing is not null && HasLaterFence(existing.Metadata, fencingToken, fencingEpoch))
            {
                return FenceOf(existing.Metadata);
            }

            // Where there is nothing yet, an attempt that stalled may be about to write the first version.
            options.Conditions = existing is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = existing.ETag };
        }
        while (!await TryUploadAsync(blob, """{"erased":true}"""u8.ToArray(), options, cancellationToken));
        return null;
    }

    /// <summary>Whether there is anything of a record to erase.</summary>
    public async Task<bool> HasAsync(string partitionKey, CancellationToken cancellationToken) =>
        await FindAsync(BlobOf(partitionKey), cancellationToken) is { } existing && !IsErased(existing.Metadata);

    /// <summary>Reads a record; null where it was never archived, or was erased. The content of one that is too large is left out.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="recordId">Its id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<ArchivedRecord?> ReadAsync(string resource, string recordId, CancellationToken cancellationToken)
    {
        try
        {
            var blob = container.GetBlobClient(NameOf(resource, recordId));
            using var download = (await blob.DownloadStreamingAsync(options: null, cancellationToken)).Value;
            if (IsErased(download.Details.Metadata))
            {
                return null;
            }

            var archived = From(download.Details);
            if (download.Details.ContentLength > MaxReadLength)
            {
                return archived;
            }

            var content = new byte[download.Details.ContentLength];
            await download.Content.ReadExactlyAsync(content, cancellationToken);
            return archived with { Content = content };
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The address of a record's blob, without what gives access to it.</summary>
    public Uri AddressOf(string resource, string recordId) =>
        new(container.GetBlobClient(NameOf(resource, recordId)).Uri.GetLeftPart(UriPartial.Path));

    /// <summary>The name of a record's blob.</summary>
    public static string NameOf(string resource, string recordId) => $"{KeyPart.FromName(resource)}/{KeyPart.FromRecordId(recordId)}.json";

    private BlobClient BlobOf(string partitionKey)
    {
        var dot = partitionKey.IndexOf('.', StringComparison.Ordinal);
        return container.GetBlobClient($"{partitionKey[..dot]}/{partitionKey[(dot + 1)..]}.json");
    }

    private static bool IsErased(IDictionary<string, string> metadata) => metadata.ContainsKey(ErasedKey);

    private static ArchivedRecord From(BlobDownloadDetails details) => new(Content: null, VersionOf(details.Metadata))
    {
        ChangeId = details.Metadata.TryGetValue(ChangeIdKey, out var id) ? id : null,
        IsDeleted = details.Metadata.TryGetValue(DeletedKey, out var deleted) && deleted == "true",
        FencingToken = FenceOf(details.Metadata) ?? 0,
        FencingEpoch = details.Metadata.TryGetValue(EpochKey, out var epoch) ? epoch : "",
        ArchivedAt = details.LastModified,
    };

    private static Dictionary<string, string> MetadataOf(RecordChange change)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FenceKey] = change.FencingToken.ToString(CultureInfo.InvariantCulture),
            [ChangeIdKey] = change.ChangeId,
            [DeletedKey] = change.IsDeleted ? "true" : "false",
        };
        if (change.FencingEpoch.Length > 0)
        {
            metadata[EpochKey] = change.FencingEpoch;
        }

        if (change.Version is { } version)
        {
            metadata[VersionKey] = version.ToString("O", CultureInfo.InvariantCulture);
        }

        return metadata;
    }

    // Has the upload replace what is there, and only that; false when what is there is to stay.
    private async Task<bool> TryReplaceAsync(BlobClient blob, RecordChange change, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        var existing = await FindAsync(blob, cancellationToken);
        options.Conditions = existing is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = existing.ETag };
        if (existing is null)
        {
            return true;
        }

        // The same change again is no reason to write it again.
        if (existing.Metadata.TryGetValue(ChangeIdKey, out var changeId) && changeId == change.ChangeId)
        {
            return false;
        }

        if (IsOvertaken(change, existing.Metadata))
        {
            Log.Refused(logger, blob.Name, change.ChangeId, change.FencingToken, change.Version, changeId);
            return false;
        }

        return true;
    }

    private static async Task<bool> TryUploadAsync(
        BlobClient blob, ReadOnlyMemory<byte> content, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    private static async Task<BlobProperties?> FindAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.GetPropertiesAsync(conditions: null, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> ContentOf(RecordChange change) =>
        change.IsDeleted ? System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["id"] = IdOf(change.RecordId), [DeletedKey] = true }.ToJsonString()) : change.Record;

    // Ids are numbers in Stitchex's own JSON wherever they can be.
    private static JsonNode IdOf(string recordId) =>
        long.TryParse(recordId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == recordId ? number : recordId;

    // What comes late. Tokens start again where the record's row was lost, or the container is another app's: those tell nothing.
    private static bool IsOvertaken(RecordChange change, IDictionary<string, string> existing) =>
        VersionOf(existing) > change.Version || HasLaterFence(existing, change.FencingToken, change.FencingEpoch);

    private static bool HasLaterFence(IDictionary<string, string> existing, long fencingToken, string fencingEpoch) =>
        (!existing.TryGetValue(EpochKey, out var epoch) || epoch == fencingEpoch) && FenceOf(existing) > fencingToken;

    private static long? FenceOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(FenceKey, out var text) && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? VersionOf(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(VersionKey, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var version)
            ? version
            : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 221,
            EventName = "ArchiveKeptNewer",
            Level = LogLevel.Warning,
            Message = "{Blob} stays as it is: {ChangeId} (fencing token {FencingToken}, version {Version}) comes after {ArchivedChangeId}, which is newer.")]
        public static partial void Refused(
            ILogger logger, string blob, string changeId, long fencingToken, DateTimeOffset? version, string? archivedChangeId);
    }
}
