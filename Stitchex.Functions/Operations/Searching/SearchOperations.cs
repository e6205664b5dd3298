using System.Collections.Specialized;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Searching;

/// <summary>Finds records and events by what an operator writes.</summary>
public sealed class SearchOperations
{
    private const int MaxLength = 200;
    private const int MaxEvents = 20;

    private readonly EventStorage _storage;
    private readonly RecordSearch _records;
    private readonly EventScan _scan;
    private readonly WaitingEvents _waiting;
    private readonly StorageClock _clock;

    internal SearchOperations(EventStorage storage, RecordSearch records, EventScan scan, WaitingEvents waiting, StorageClock clock)
    {
        _storage = storage;
        _records = records;
        _scan = scan;
        _waiting = waiting;
        _clock = clock;
    }

    /// <summary>Finds them.</summary>
    /// <param name="query">What to look for.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, also when nothing is found, or 400.</returns>
    public async Task<OperatorResponse> SearchAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var text = reader.Text("q");
        if (text is not { Length: <= MaxLength })
        {
            reader.Add($"q is needed: what to look for, such as INV-6251, in up to {MaxLength} characters.");
        }

        return reader.Error ?? OperatorResponse.Json(await FindAsync(text!, cancellationToken), OperatorJson.Readable.SearchReport);
    }

    private async Task<SearchReport> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (StitchexEventId.TryParse(text, out var id))
        {
            var row = await _storage.Store.ReadRowAsync(id, cancellationToken);
            return new SearchReport(text, [], row is null ? [] : [EventSummary.From(row)], HasMore: false, ["the ids of events"]);
        }

        var (records, hasMore, lookedIn) = await _records.FindAsync(text, cancellationToken);
        if (records.Count > 0)
        {
            return new SearchReport(text, records, [], hasMore, lookedIn);
        }

        var waiting = _waiting.FindAsync(cancellationToken);
        var filter = EventFilter.AllDeadLettered(_clock.UtcNow) with { Error = text };
        var deadLettered = await _scan.ReadAsync(filter, after: null, MaxEvents, cancellationToken);
        var events = (await waiting).Rows.Where((filter with { State = null }).Matches).Concat(deadLettered.Rows)
            .OrderByDescending(row => row.ReceivedAt)
            .Take(MaxEvents);
        return new SearchReport(
            text,
            [],
            [.. events.Select(EventSummary.From)],
            deadLettered.Position is not null || (await waiting).IsAtLeast,
            [.. lookedIn, "the errors of waiting and of dead-lettered events"]);
    }
}
