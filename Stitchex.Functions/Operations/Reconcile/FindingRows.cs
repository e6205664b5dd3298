using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>
/// What reconciliations found, and what their lists showed: rows of <c>StitchexEvents</c>, a partition for each job. It cannot be a
/// record's: those have a dot.
/// </summary>
internal sealed class FindingRows(TableServiceClient tables)
{
    private const string ReadPrefix = "read";
    private const string Listed = $"{ReadPrefix}.listed";
    private const string Doubtful = $"{ReadPrefix}.doubtful";
    private const string FindingPrefix = "finding";
    private const string Records = "Records";
    private const string Parts = "Parts";

    // Half of what a property of a row holds.
    private const int MaxText = 16_000;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    /// <summary>Stores what a page of a list shows. Storing it again leaves one.</summary>
    public Task WritePageAsync(
        string job, string resource, int pass, int page, IReadOnlyList<ListedRecord> records, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [];
        List<ListedRecord> some = [];
        var length = 0;
        foreach (var record in records)
        {
            if (length > 0 && length + LengthOf(record) > MaxText)
            {
                Add();
            }

            some.Add(record);
            length += LengthOf(record);
        }

        Add();
        rows[0][Parts] = rows.Count;
        return UpsertAsync(rows, cancellationToken);

        void Add()
        {
            var text = JsonSerializer.Serialize(some, ReconcileJson.Default.ListListedRecord);
            rows.Add(new TableEntity(PartitionOf(job), $"{Listed}.{resource}.{pass}.{page:D6}.{rows.Count:D4}") { [Records] = text });
            some.Clear();
            length = 0;
        }
    }

    /// <summary>Reads what the pages of a list showed, in their order: of one pass, or of all where it is null.</summary>
    public async IAsyncEnumerable<ListedRecord> ReadListedAsync(
        string job, string resource, int? pass, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = FilterOf(job, pass is null ? $"{Listed}.{resource}" : $"{Listed}.{resource}.{pass}");
        var left = 0;
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            // The first part says how many there are: a page that was read twice may have left more the first time.
            left = row.GetInt32(Parts) ?? left;
            if (left-- <= 0)
            {
                continue;
            }

            foreach (var record in JsonSerializer.Deserialize(row.GetString(Records), ReconcileJson.Default.ListListedRecord)!)
            {
                yield return record;
            }
        }
    }

    /// <summary>Stores findings. Storing one again leaves one.</summary>
    public Task WriteAsync(string job, IEnumerable<Finding> findings, CancellationToken cancellationToken) =>
        UpsertAsync([.. findings.Select(finding => ToEntity(job, finding))], cancellationToken);

    /// <summary>Reads some of the records that are to be fetched, in the order of their keys, beginning after one of them.</summary>
    public Task<List<Finding>> ReadDoubtfulAsync(string job, string? after, int count, CancellationToken cancellationToken) =>
        ReadAsync(FilterOf(job, Doubtful) + After(after), count, cancellationToken);

    /// <summary>Removes what the lists showed, and the records that were to be fetched: all was compared, and fetched.</summary>
    public Task RemoveListedAsync(string job, CancellationToken cancellationToken) =>
        RemoveWhereAsync(FilterOf(job, ReadPrefix), cancellationToken);

    /// <summary>Reads some findings, in the order of their keys.</summary>
    /// <param name="job">The job's id.</param>
    /// <param name="kind">Of which kind; null for all.</param>
    /// <param name="resource">Of which resource; null for all.</param>
    /// <param name="after">The key after which to begin; null to begin with the first.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<List<Finding>> ReadAsync(
        string job, FindingKind? kind, string? resource, string? after, int count, CancellationToken cancellationToken)
    {
        var filter = FilterOf(job, kind is null ? FindingPrefix : $"{FindingPrefix}.{kind}");
        filter += resource is null ? "" : TableClient.CreateQueryFilter($" and Resource eq {resource}");
        return ReadAsync(filter + After(after), count, cancellationToken);
    }

    /// <summary>The key of a finding within its job.</summary>
    public static string RowKeyOf(Finding finding) =>
        $"{(finding.Kind is { } kind ? $"{FindingPrefix}.{kind}" : Doubtful)}.{finding.PartitionKey}";

    /// <summary>Removes all that a job left.</summary>
    public Task RemoveAsync(string job, CancellationToken cancellationToken) =>
        RemoveWhereAsync(TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(job)}"), cancellationToken);

    /// <summary>Removes what all jobs found of a record.</summary>
    /// <param name="record">The record's partition.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task RemoveOfRecordAsync(string record, CancellationToken cancellationToken)
    {
        var keys = Enum.GetNames<FindingKind>().Select(kind => $"{FindingPrefix}.{kind}.{record}")
            .Select(key => TableClient.CreateQueryFilter($"RowKey eq {key}"));
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {PartitionOf("")} and PartitionKey lt {"reconcile."}")
            + $" and ({string.Join(" or ", keys)})";
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, null, ["PartitionKey", "RowKey"], cancellationToken))
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private static string PartitionOf(string job) => $"reconcile-{job}";

    // The slash follows the dot.
    private static string FilterOf(string job, string prefix) => TableClient.CreateQueryFilter(
        $"PartitionKey eq {PartitionOf(job)} and RowKey gt {prefix + "."} and RowKey lt {prefix + "/"}");

    private static string After(string? rowKey) => rowKey is null ? "" : TableClient.CreateQueryFilter($" and RowKey gt {rowKey}");

    // As JSON, where a character of an id may take six.
    private static int LengthOf(ListedRecord record) => (6 * record.Id.Length) + 120;

    private static TableEntity ToEntity(string job, Finding finding) => new(PartitionOf(job), RowKeyOf(finding))
    {
        [nameof(Finding.Kind)] = finding.Kind?.ToString(),
        [nameof(Finding.Resource)] = finding.Resource,
        [nameof(Finding.RecordId)] = finding.RecordId,
        [nameof(Finding.VersionHere)] = Text(finding.VersionHere),
        [nameof(Finding.VersionThere)] = Text(finding.VersionThere),
        [nameof(Finding.HashThere)] = finding.HashThere,
        [nameof(Finding.Event)] = finding.Event,
    };

    private static Finding ToFinding(TableEntity entity) => new()
    {
        Kind = Enum.TryParse<FindingKind>(entity.GetString(nameof(Finding.Kind)), out var kind) ? kind : null,
        Resource = entity.GetString(nameof(Finding.Resource)),
        RecordId = entity.GetString(nameof(Finding.RecordId)),
        VersionHere = Time(entity.GetString(nameof(Finding.VersionHere))),
        VersionThere = Time(entity.GetString(nameof(Finding.VersionThere))),
        HashThere = entity.GetString(nameof(Finding.HashThere)),
        Event = entity.GetString(nameof(Finding.Event)),
    };

    // Versions may lie before the first time that storage knows.
    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private async Task<List<Finding>> ReadAsync(string filter, int count, CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>(filter, count, cancellationToken: cancellationToken)
            .Take(count).Select(ToFinding).ToListAsync(cancellationToken);

    private async Task RemoveWhereAsync(string filter, CancellationToken cancellationToken)
    {
        var keys = _table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);
        await foreach (var some in keys.Chunk(EventStore.MaxTransaction).WithCancellation(cancellationToken))
        {
            await _table.SubmitTransactionAsync(
                some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }
    }

    private async Task UpsertAsync(List<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Chunk(EventStore.MaxTransaction))
        {
            await _table.SubmitTransactionAsync(
                some.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), cancellationToken);
        }
    }
}
