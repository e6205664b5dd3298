using System.Globalization;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>
/// The events of one record. They are together in one partition, in the order of their keys: so many of them as one request gives are sorted by time, and
/// few records have more.
/// </summary>
internal sealed class RecordHistory(EventStore store)
{
    /// <summary>The kind of its page tokens.</summary>
    public const string TokenKind = "record";

    private const int SegmentSize = 500;
    private const string Start = "-";

    /// <summary>The partition of a record.</summary>
    /// <param name="resource">The resource, or the part of a key that stands for it.</param>
    /// <param name="recordId">The record's id as Stitchex sent it, or the part of a key that stands for it.</param>
    public static string PartitionKeyOf(string resource, string recordId) =>
        $"{(KeyPart.IsHashed(resource) ? resource : KeyPart.FromName(resource))}.{(KeyPart.IsHashed(recordId) ? recordId : KeyPart.FromRecordId(recordId))}";

    /// <summary>Reads a page.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="matches">Which of its events are looked for.</param>
    /// <param name="token">Where the last page ended; null to begin.</param>
    /// <param name="pageSize">How many events at most.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The page; null when the token is none of this record's.</returns>
    public async Task<EventList?> ReadAsync(string partitionKey, Predicate<EventRow> matches, PageToken? token, int pageSize, CancellationToken cancellationToken)
    {
        var (after, shown) = (Start, (Key?)null);
        if (token is not null && !TryRead(token, out after, out shown))
        {
            return null;
        }

        var segment = await store.ReadEventsAsync(partitionKey, after == Start ? null : after, SegmentSize, cancellationToken);
        var left = segment
            .Where(row => matches(row) && (shown is null || Key.From(row).CompareTo(shown.Value) > 0))
            .OrderBy(Key.From)
            .ToList();
        var page = left.Take(pageSize).ToList();
        var next = page.Count < left.Count ? Token(after, Key.From(page[^1])) : segment.Count == SegmentSize ? Token(segment[^1].Id.RowKey, shown: null) : null;
        return new EventList([.. page.Select(EventSummary.From)], next?.ToString());
    }

    private static PageToken Token(string after, Key? shown) =>
        shown is { } key ? new PageToken(TokenKind, after, key.ReceivedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), key.RowKey) : new PageToken(TokenKind, after);

    private static bool TryRead(PageToken token, out string after, out Key? shown)
    {
        (after, shown) = (Start, null);
        switch (token)
        {
            case { Kind: TokenKind, Parts: [var start] }:
                after = start;
                return true;
            case { Kind: TokenKind, Parts: [var start, var ticks, var rowKey] }
                when long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time <= DateTime.MaxValue.Ticks:
                (after, shown) = (start, new Key(new DateTimeOffset(time, TimeSpan.Zero), rowKey));
                return true;
            default:
                return false;
        }
    }

    // The newest first; of those received at one time, in the order of their keys.
    private readonly record struct Key(DateTimeOffset ReceivedAt, string RowKey) : IComparable<Key>
    {
        public static Key From(EventRow row) => new(row.ReceivedAt, row.Id.RowKey);

        public int CompareTo(Key other) => ReceivedAt == other.ReceivedAt ? string.CompareOrdinal(RowKey, other.RowKey) : other.ReceivedAt.CompareTo(ReceivedAt);
    }
}
