using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>One table: its partitions, each in the order of its rows' keys.</summary>
internal sealed class MemoryTable
{
    private const int MaxPage = 1_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, SortedSet<MemoryRow>> _partitions = new(StringComparer.Ordinal);
    private long _lastVersion;

    /// <summary>Reads, writes or removes one row.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keys">The row's keys; null where the content has them.</param>
    public CannedResponse Response(CannedRequest request, (string PartitionKey, string RowKey)? keys)
    {
        lock (_lock)
        {
            return request.Method == "GET" ? Get(request, keys!.Value) : Decide(request, keys, out var change) ?? Apply(change!);
        }
    }

    /// <summary>Does all parts of a transaction, or none.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="keys">Their rows' keys.</param>
    public CannedResponse ResponseAll(List<CannedRequest> parts, List<(string PartitionKey, string RowKey)?> keys)
    {
        lock (_lock)
        {
            List<MemoryChange> changes = [];
            for (var i = 0; i < parts.Count; i++)
            {
                if (Decide(parts[i], keys[i], out var change) is { } rejection)
                {
                    return TableTransaction.Response([rejection]);
                }

                changes.Add(change!);
            }

            return TableTransaction.Response(changes.ConvertAll(Apply));
        }
    }

    /// <summary>Responses a query.</summary>
    public CannedResponse Query(CannedRequest request)
    {
        var filter = TableFilter.Parse(request.Query("$filter") ?? "");
        var top = int.Parse(request.Query("$top") ?? $"{MaxPage}", CultureInfo.InvariantCulture);
        var columns = ColumnsOf(request);
        var from = (PartitionKey: request.Query("NextPartitionKey"), RowKey: request.Query("NextRowKey"));
        lock (_lock)
        {
            var found = PartitionsOf(filter, from.PartitionKey)
                .SelectMany(partition => filter.In(partition.Value, partition.Key == from.PartitionKey ? from.RowKey : null))
                .Take(top + 1)
                .ToList();
            var content = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(content))
            {
                json.WriteStartObject();
                json.WriteStartArray("value");
                foreach (var row in found.Take(top))
                {
                    row.WriteTo(json, columns);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            return found.Count > top
                ? new CannedResponse(
                    200,
                    content.WrittenSpan.ToArray(),
                    ("Content-Type", "application/json"),
                    ("x-ms-continuation-NextPartitionKey", found[top].PartitionKey),
                    ("x-ms-continuation-NextRowKey", found[top].RowKey))
                : new CannedResponse(200, content.WrittenSpan.ToArray(), ("Content-Type", "application/json"));
        }
    }

    private CannedResponse Get(CannedRequest request, (string PartitionKey, string RowKey) keys)
    {
        if (Find(keys) is not { } row)
        {
            return CannedResponse.TableError(404, "ResourceNotFound");
        }

        var content = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(content))
        {
            row.WriteTo(json, ColumnsOf(request));
        }

        return new CannedResponse(200, content.WrittenSpan.ToArray(), ("Content-Type", "application/json"), ("ETag", row.ETag));
    }

    // What a request would change, or why it may not.
    private CannedResponse? Decide(CannedRequest request, (string PartitionKey, string RowKey)? keys, out MemoryChange? change)
    {
        change = null;
        var etag = $"W/\"{++_lastVersion}\"";
        if (keys is null)
        {
            var added = MemoryRow.From(keys, request.Body, under: null, etag);
            change = new MemoryChange(null, added);
            return Find((added.PartitionKey, added.RowKey)) is null ? null : CannedResponse.TableError(409, "EntityAlreadyExists");
        }

        var existing = Find(keys.Value);
        var expected = request.Header("If-Match");
        if (expected is not null && existing is null)
        {
            return CannedResponse.TableError(404, "ResourceNotFound");
        }

        if (expected is not (null or "*") && expected != existing!.ETag)
        {
            return CannedResponse.TableError(412, "UpdateConditionNotSatisfied");
        }

        change = new MemoryChange(
            existing,
            request.Method == "DELETE" ? null : MemoryRow.From(keys, request.Body, request.Method == "PUT" ? null : existing, etag));
        return null;
    }

    private CannedResponse Apply(MemoryChange change)
    {
        var partitionKey = (change.After ?? change.Before)!.PartitionKey;
        if (!_partitions.TryGetValue(partitionKey, out var partition))
        {
            _partitions[partitionKey] = partition = new(MemoryRow.ByKeys);
        }

        if (change.Before is not null)
        {
            partition.Remove(change.Before);
        }

        if (change.After is not null)
        {
            partition.Add(change.After);
            return new CannedResponse(204, content: null, ("ETag", change.After.ETag));
        }

        return new CannedResponse(204);
    }

    private IEnumerable<KeyValuePair<string, SortedSet<MemoryRow>>> PartitionsOf(TableFilter filter, string? from)
    {
        if (filter.OnlyPartition is { } only)
        {
            return _partitions.TryGetValue(only, out var partition) ? [new(only, partition)] : [];
        }

        return _partitions.Where(partition => string.CompareOrdinal(partition.Key, from) >= 0 && filter.MayBeIn(partition.Key));
    }

    private MemoryRow? Find((string PartitionKey, string RowKey) keys) =>
        _partitions.TryGetValue(keys.PartitionKey, out var partition) && partition.TryGetValue(MemoryRow.Key(keys.RowKey), out var row) ? row : null;

    private static string[]? ColumnsOf(CannedRequest request) => request.Query("$select")?.Split(',', StringSplitOptions.TrimEntries);

    private sealed record MemoryChange(MemoryRow? Before, MemoryRow? After);
}
