using Azure;
using Azure.Storage.Blobs;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Lab;

/// <summary>Whether the archive holds the newest version of every record that Stitchex has, byte for byte.</summary>
internal sealed record Verdict(int Compared, IReadOnlyList<string> Misses)
{
    /// <summary>Gets a value indicating whether nothing is wrong. A comparison of nothing shows nothing.</summary>
    public bool Holds => Compared > 0 && Misses.Count == 0;

    public static async Task<Verdict> FindAsync(IReadOnlyList<ExpectedRecord> expected, string storageConnectionString, CancellationToken cancellationToken)
    {
        var container = new BlobContainerClient(storageConnectionString, StorageNames.RecordsContainer, FastFailClientOptions.Short(new BlobClientOptions()));
        List<string> misses = [];
        foreach (var record in expected)
        {
            if (await FindMissAsync(container, record, cancellationToken) is { } miss)
            {
                misses.Add($"{record.Resource} {record.Id} {miss}");
            }
        }

        return new Verdict(expected.Count, misses);
    }

    /// <summary>What is to be said when storage cannot be asked any more.</summary>
    public static Verdict WithoutStorage(IReadOnlyList<ExpectedRecord> expected) =>
        new(expected.Count, [.. expected.Select(record => $"{record.Resource} {record.Id} cannot be looked up")]);

    private static async Task<string?> FindMissAsync(BlobContainerClient container, ExpectedRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var blob = (await container.GetBlobClient(BlobRecordArchive.NameOf(record.Resource, record.Id)).DownloadContentAsync(cancellationToken)).Value;
            if (record.IsDeleted)
            {
                return blob.Details.Metadata.TryGetValue("deleted", out var deleted) && deleted == "true" ? null : "is deleted in Stitchex, and not in the archive";
            }

            return blob.Content.ToMemory().Span.SequenceEqual(record.Json.Span)
                ? null
                : $"is archived in version {VersionOf(blob.Details.Metadata)}, which is not its newest";
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return "is missing";
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            return "cannot be looked up";
        }
    }

    private static string VersionOf(IDictionary<string, string> metadata) => metadata.TryGetValue("version", out var version) ? version : "unknown";
}
