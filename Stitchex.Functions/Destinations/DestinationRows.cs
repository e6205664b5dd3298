using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Destinations;

/// <summary>
/// What all instances know of destinations: two rows of each, beside those that steer the receiver. That a destination is stopped is a row of
/// its own, so that no instance which tells of a success takes it away.
/// </summary>
internal sealed class DestinationRows(TableServiceClient tables)
{
    private const string Partition = "control";
    private const string ReportPrefix = "destination.";
    private const string StopPrefix = "destination-stop.";
    private const string Reason = nameof(DestinationStop.Reason);
    private const string Since = nameof(DestinationStop.Since);

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    /// <summary>Reads where a destination stands.</summary>
    public async Task<DestinationReport> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var (stopKey, reportKey) = (StopPrefix + name, ReportPrefix + name);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and (RowKey eq {stopKey} or RowKey eq {reportKey})");
        var report = new DestinationReport();
        DestinationStop? stop = null;
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.RowKey == stopKey)
            {
                stop = new DestinationStop(row.TextOrNull(Reason) ?? "", row.TimeOrNull(Since) ?? row.Timestamp ?? default);
            }
            else
            {
                report = new DestinationReport
                {
                    HeldUntil = row.TimeOrNull(nameof(DestinationReport.HeldUntil)),
                    FailingSince = row.TimeOrNull(nameof(DestinationReport.FailingSince)),
                    LastSuccessAt = row.TimeOrNull(nameof(DestinationReport.LastSuccessAt)),
                    LastErrorAt = row.TimeOrNull(nameof(DestinationReport.LastErrorAt)),
                    LastError = row.TextOrNull(nameof(DestinationReport.LastError)),
                };
            }
        }

        return report with { Stop = stop };
    }

    /// <summary>Stores where a destination stands, but for whether it is stopped.</summary>
    public Task WriteAsync(string name, DestinationReport report, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, ReportPrefix + name)
        {
            [nameof(DestinationReport.HeldUntil)] = report.HeldUntil,
            [nameof(DestinationReport.FailingSince)] = report.FailingSince,
            [nameof(DestinationReport.LastSuccessAt)] = report.LastSuccessAt,
            [nameof(DestinationReport.LastErrorAt)] = report.LastErrorAt,
            [nameof(DestinationReport.LastError)] = report.LastError,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Stops a destination, for all instances.</summary>
    public Task StopAsync(string name, DestinationStop stop, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, StopPrefix + name) { [Reason] = stop.Reason, [Since] = stop.Since }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Lets a destination go on.</summary>
    public Task ResumeAsync(string name, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(Partition, StopPrefix + name, cancellationToken: cancellationToken);
}
