using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Storage;

/// <summary>The rows of <c>StitchexEvents</c> that steer the receiver. Their partition cannot be a record's: those have a dot.</summary>
internal sealed class ControlRows(TableServiceClient tables)
{
    private const string PartitionKey = "control";
    private const string PauseKey = "pause";
    private const string Sweep = "sweep";
    private const string Reason = "Reason";
    private const string PausedAt = "PausedAt";
    private const string PausedBy = "PausedBy";
    private const string ScannedUntil = "ScannedUntil";
    private const string OpenPosition = "OpenPosition";
    private const string ApiKey = "api";
    private const string LoginKey = "login";
    private const string TriedAt = "TriedAt";
    private const string SucceededAt = "SucceededAt";
    private const string ForgottenKey = "forgotten";

    private static readonly string[] KeyOnly = [nameof(TableEntity.RowKey)];

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    /// <summary>Whether an operator has paused processing.</summary>
    public async Task<bool> IsPausedAsync(CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, PauseKey, KeyOnly, cancellationToken)).HasValue;

    /// <summary>Reads why processing is paused; null when it is not.</summary>
    public async Task<Pause?> ReadPauseAsync(CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, PauseKey, select: null, cancellationToken);
        return found is { HasValue: true, Value: { } entity }
            ? new Pause(entity.TextOrNull(Reason) ?? "", entity.TimeOrNull(PausedAt) ?? entity.Timestamp ?? default, entity.TextOrNull(PausedBy))
            : null;
    }

    /// <summary>Pauses processing.</summary>
    public Task PauseAsync(Pause pause, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKey, PauseKey) { [Reason] = pause.Reason, [PausedAt] = pause.Since, [PausedBy] = pause.By },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Resumes processing.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => _table.DeleteEntityAsync(PartitionKey, PauseKey, cancellationToken: cancellationToken);

    /// <summary>Whether there is, or was, a record that is to stay erased.</summary>
    public async Task<bool> HasForgottenAsync(CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, ForgottenKey, KeyOnly, cancellationToken)).HasValue;

    /// <summary>Notes that there is a record that is to stay erased, so that receivers ask for each one.</summary>
    public Task WriteForgottenAsync(CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(new TableEntity(PartitionKey, ForgottenKey), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Reads how far the sweep has come; null before the first one, or where that cannot be read.</summary>
    public async Task<SweepPosition?> ReadSweepAsync(CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, Sweep, select: null, cancellationToken);
        return found is { HasValue: true, Value: { } entity } && entity.TimeOrNull(ScannedUntil) is { } scannedUntil
            ? new SweepPosition(scannedUntil, entity.TextOrNull(OpenPosition) is { Length: > 0 } position ? position : null)
            : null;
    }

    /// <summary>Stores how far the sweep has come.</summary>
    public Task WriteSweepAsync(SweepPosition position, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKey, Sweep) { [ScannedUntil] = position.ScannedUntil, [OpenPosition] = position.Open ?? "" }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Reads what keeps the Stitchex API from serving us; null when nothing does.</summary>
    public async Task<ApiObstacle?> ReadApiObstacleAsync(CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, ApiKey, select: null, cancellationToken);
        return found is { HasValue: true, Value: { } entity }
            && Enum.TryParse<ApiObstacleKind>(entity.TextOrNull(nameof(ApiObstacle.Kind)), out var kind)
            ? new ApiObstacle(
                kind,
                entity.TextOrNull(nameof(ApiObstacle.Reason)) ?? "",
                entity.TimeOrNull(nameof(ApiObstacle.Since)) ?? entity.Timestamp ?? default,
                entity.TimeOrNull(nameof(ApiObstacle.Until)),
                entity.TimeOrNull(nameof(ApiObstacle.SeenAt)) ?? entity.Timestamp ?? default)
            : null;
    }

    /// <summary>Stores what keeps the Stitchex API from serving us.</summary>
    public Task WriteApiObstacleAsync(ApiObstacle obstacle, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKey, ApiKey)
        {
            [nameof(ApiObstacle.Kind)] = obstacle.Kind.ToString(),
            [nameof(ApiObstacle.Reason)] = obstacle.Reason,
            [nameof(ApiObstacle.Since)] = obstacle.Since,
            [nameof(ApiObstacle.Until)] = obstacle.Until,
            [nameof(ApiObstacle.SeenAt)] = obstacle.SeenAt,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Notes that a login is tried that an operator asked for.</summary>
    /// <returns>Whether it may be tried; false where the last one is not as long ago as the interval.</returns>
    public async Task<bool> StartLoginAsync(DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, LoginKey, select: null, cancellationToken);
        if (found is { HasValue: true, Value: { } last } && now - last.TimeOrNull(TriedAt) < interval)
        {
            return false;
        }

        try
        {
            var row = new TableEntity(PartitionKey, LoginKey) { [TriedAt] = now };
            await (found is { HasValue: true, Value: { } before }
                ? _table.UpdateEntityAsync(row, before.ETag, TableUpdateMode.Merge, cancellationToken)
                : _table.AddEntityAsync(row, cancellationToken));
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Somebody else asked for it at the same time.
            return false;
        }
    }

    /// <summary>Reads when a login succeeded that an operator asked for; null where none has.</summary>
    public async Task<DateTimeOffset?> ReadLoginAsync(CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, LoginKey, select: null, cancellationToken);
        return found is { HasValue: true, Value: { } entity } ? entity.TimeOrNull(SucceededAt) : null;
    }

    /// <summary>Notes that a login succeeded that an operator asked for.</summary>
    public Task WriteLoginAsync(DateTimeOffset now, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKey, LoginKey) { [SucceededAt] = now }, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Notes that the Stitchex API serves us.</summary>
    public Task RemoveApiObstacleAsync(CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(PartitionKey, ApiKey, cancellationToken: cancellationToken);
}
