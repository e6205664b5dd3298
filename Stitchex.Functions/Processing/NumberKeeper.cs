using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Keeps the index of numbers. It is written before the rows that say so, and only where a number is new for the record; where that fails,
/// the rows do not say it, and the record's next event writes it.
/// </summary>
internal sealed partial class NumberKeeper(NumberIndex index, ResourceCatalogue catalogue, TimeProvider clock, ILogger logger)
{
    // Of a record whose number changes each time, the oldest go.
    private const int MaxNumbers = 32;

    // No event waits longer for it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Has the numbers of an event's body, and of the record that was fetched for it, lead to the record.</summary>
    /// <param name="rows">The rows as they are stored.</param>
    /// <param name="fetched">The record; null where none was fetched.</param>
    /// <param name="lost">Is cancelled when the attempt's lease is lost: the record may be erased from then on.</param>
    /// <returns>The rows as they are to be stored with whatever is decided.</returns>
    public async Task<StoredRows> KeepAsync(StoredRows rows, FetchedRecord? fetched, CancellationToken lost)
    {
        var (row, record) = (rows.Row!, rows.Record);
        var read = RecordNumbers.Read(fetched is null ? default : fetched.Content.Span, catalogue.NumbersOf(row.Resource));
        var seen = RecordNumbers.Parse(row.Numbers).Union(read).TakeLast(MaxNumbers).ToList();
        var known = RecordNumbers.Parse(record.Numbers).ToList();
        rows = rows with { Row = row with { Numbers = RecordNumbers.ToText(seen) } };

        // An erasure that was cut off, or whose lease ended, may have removed some of those that the record's row knows.
        var all = known.UnionBy(seen, number => number.Key).ToList();
        var added = record.ErasedAt is null
            ? seen.ExceptBy(known.Select(number => number.Key), number => number.Key).ToList()
            : [.. all.TakeLast(MaxNumbers)];
        if (added.Count == 0)
        {
            return rows;
        }

        using var time = new CancellationTokenSource(Deadline, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(time.Token, lost);
        try
        {
            await Task.WhenAll(added.Select(number => index.WriteAsync(number, row.Id, row.Resource, row.RecordId!, deadline.Token))
                .Concat(all.SkipLast(MaxNumbers).Select(number => index.RemoveAsync(number, row.Id.PartitionKey, deadline.Token))));
            return rows with { Record = record with { Numbers = RecordNumbers.ToText([.. all.TakeLast(MaxNumbers)]) } };
        }
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            Log.NumbersNotIndexed(logger, row.Id, e);
            return rows;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 207,
            EventName = "NumbersNotIndexed",
            Level = LogLevel.Warning,
            Message = "The numbers of the record of {Id} could not be indexed; its next event will do so.")]
        public static partial void NumbersNotIndexed(ILogger logger, StitchexEventId id, Exception exception);
    }
}
