using Azure;
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
    private const string By = nameof(DestinationStop.By);

    // The earliest that storage takes.
    private static readonly DateTimeOffset NoTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
                stop = new DestinationStop(row.TextOrNull(Reason) ?? "", row.TimeOrNull(Since) ?? row.Timestamp ?? default, row.TextOrNull(By));
            }
            else
            {
                report = new DestinationReport
                {
                    HeldUntil = row.TimeOrNull(nameof(DestinationReport.HeldUntil)),
                    CircuitOpenUntil = row.TimeOrNull(nameof(DestinationReport.CircuitOpenUntil)),
                    ResumedAt = row.TimeOrNull(nameof(DestinationReport.ResumedAt)),
                    FailingSince = row.TimeOrNull(nameof(DestinationReport.FailingSince)) is { } since && since > NoTime ? since : null,
                    LastSuccessAt = row.TimeOrNull(nameof(DestinationReport.LastSuccessAt)),
                    LastSuccessMilliseconds = row.NumberOrNull(nameof(DestinationReport.LastSuccessMilliseconds)),
                    LastErrorAt = row.TimeOrNull(nameof(DestinationReport.LastErrorAt)),
                    LastError = row.TextOrNull(nameof(DestinationReport.LastError)),
                };
            }
        }

        return report with { Stop = stop };
    }

    /// <summary>Stores a destination's state, except whether it is stopped.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="report">The state.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task WriteAsync(string name, DestinationReport report, CancellationToken cancellationToken)
    {
        // Properties without a value are left as they are, so that no instance overwrites a hold that it does not know of yet.
        var row = new TableEntity(Partition, ReportPrefix + name)
        {
            [nameof(DestinationReport.HeldUntil)] = report.HeldUntil,
            [nameof(DestinationReport.CircuitOpenUntil)] = report.CircuitOpenUntil,
            [nameof(DestinationReport.FailingSince)] = report.FailingSince ?? NoTime,
            [nameof(DestinationReport.LastSuccessAt)] = report.LastSuccessAt,
            [nameof(DestinationReport.LastSuccessMilliseconds)] = report.LastSuccessMilliseconds,
            [nameof(DestinationReport.LastErrorAt)] = report.LastErrorAt,
            [nameof(DestinationReport.LastError)] = report.LastError,
        };
        return _table.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Stops a destination, for all instances.</summary>
    public Task StopAsync(string name, DestinationStop stop, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, StopPrefix + name) { [Reason] = stop.Reason, [Since] = stop.Since, [By] = stop.By }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Notes that a destination is neither held back nor known to fail, so that instances forget what they know.</summary>
    public Task ReleaseAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(Partition, ReportPrefix + name)
        {
            [nameof(DestinationReport.HeldUntil)] = NoTime,
            [nameof(DestinationReport.CircuitOpenUntil)] = NoTime,
            [nameof(DestinationReport.FailingSince)] = NoTime,
            [nameof(DestinationReport.ResumedAt)] = now,
        },
        TableUpdateMode.Merge,
        cancellationToken);

    /// <summary>Erases what destinations said: it may quote a record.</summary>
    public async Task EraseErrorsAsync(CancellationToken cancellationToken)
    {
        var (stopEnd, reportEnd) = (StopPrefix.Replace('.', '/'), ReportPrefix.Replace('.', '/'));
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and ((RowKey gt {ReportPrefix} and RowKey lt {reportEnd}) or ")
            + TableClient.CreateQueryFilter($"(RowKey gt {StopPrefix} and RowKey lt {stopEnd}))");
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var erased = new TableEntity(row.PartitionKey, row.RowKey);
            if (row.TextOrNull(nameof(DestinationReport.LastError)) is { Length: > 0 })
            {
                erased[nameof(DestinationReport.LastError)] = "";
            }
            else if (row.RowKey.StartsWith(StopPrefix, StringComparison.Ordinal) && row.TextOrNull(By) is null)
            {
                erased[Reason] = "It wants no more events.";
            }
            else
            {
                continue;
            }

            try
            {
                await _table.UpdateEntityAsync(erased, row.ETag, TableUpdateMode.Merge, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 412)
            {
                // It was resumed, or said something else since.
            }
        }
    }

    /// <summary>Lets a destination that is stopped or held back go on, for all instances.</summary>
    public async Task ResumeAsync(string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(Partition, StopPrefix + name, cancellationToken: cancellationToken);
        await ReleaseAsync(name, now, cancellationToken);
    }
}
