using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Stitchex.Functions.Events;

/// <summary>The table <c>StitchexEventLog</c>: pointers to events, newest first, and what was refused. It holds no state, so it never disagrees with the truth.</summary>
internal sealed class EventLog(TableServiceClient tables)
{
    private const string RefusedPartition = "refused";
    private const int MaxRefusedBytes = 48 * 1024;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.LogTable);

    /// <summary>Writes a pointer to an event. Writing it twice leaves one.</summary>
    public Task WritePointerAsync(LogPartition partition, EventPointer pointer, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(PartitionKeyOf(partition, pointer.ReceivedAt), RowKeyOf(pointer))
        {
            ["Event"] = pointer.Name,
            ["Resource"] = pointer.Resource,
            ["RecordId"] = pointer.RecordId,
            ["Action"] = pointer.Action,
        };
        return _table.UpsertEntityAsync(entity, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>Remembers something that was refused, for a person to see: it may be Stitchex that changed.</summary>
    public async Task RememberRefusedAsync(RefusedItem refused, CancellationToken cancellationToken)
    {
        var start = refused.Content[..Math.Min(refused.Content.Length, MaxRefusedBytes)];
        var entity = new TableEntity(RefusedPartition, KeyPart.Hash(refused.Content.Span))
        {
            ["Kind"] = refused.Kind,
            ["Reason"] = refused.Reason,
            ["Length"] = refused.Content.Length,
            ["FirstSeenAt"] = refused.SeenAt,
            ["Content"] = BinaryData.FromBytes(EventBody.Compress(start)),
            ["ContentEncoding"] = "gzip",
        };
        try
        {
            await _table.AddEntityAsync(entity, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409 && e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            // The first time is what a person looks for; nothing else differs.
        }
    }

    private static string PartitionKeyOf(LogPartition partition, DateTimeOffset receivedAt) => partition switch
    {
        LogPartition.Day => receivedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        LogPartition.Dead => "dead",
        LogPartition.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(partition), partition, "No such partition."),
    };

    // Tables sort keys upwards, and the newest is what people look for.
    private static string RowKeyOf(EventPointer pointer) =>
        string.Create(CultureInfo.InvariantCulture, $"{DateTime.MaxValue.Ticks - pointer.ReceivedAt.UtcTicks:D19}.{pointer.Id}");
}
