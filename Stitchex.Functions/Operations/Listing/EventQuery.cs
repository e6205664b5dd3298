using System.Collections.Specialized;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>What a list is asked for.</summary>
/// <param name="Filter">Which events.</param>
/// <param name="PageSize">How many at most.</param>
/// <param name="Token">Where the last page ended; null to begin.</param>
internal sealed record EventQuery(EventFilter Filter, int PageSize, PageToken? Token)
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 100;

    private const int DefaultPageSize = 50;
    private const int DefaultDays = 30;

    /// <summary>Gets a value indicating whether one record's events are asked for, which are together.</summary>
    public bool IsOfOneRecord => Filter is { Resource: not null, RecordId: not null, IsWatched: false };

    /// <summary>Reads a query; what is wrong with it is the second part of the result.</summary>
    public static (EventQuery? Query, OperatorResponse? Error) Read(NameValueCollection parameters, DateTimeOffset now)
    {
        var reader = new QueryReader(parameters);
        var (from, to, since) = (reader.DayOrTime("from"), reader.DayOrTime("to", isEnd: true), reader.Time("since"));
        var filter = new EventFilter
        {
            From = EventFilter.Always,
            Until = now,
            Resource = Lowered(reader.Text("resource")),
            RecordId = reader.Text("recordId"),
            Action = Lowered(reader.Text("action")),
            State = reader.Name<EventState>("state"),
            Outcome = reader.Name<EventOutcome>("outcome"),
            IsWatched = reader.Flag("watched"),
        };
        var query = new EventQuery(filter, reader.Number("pageSize", 1, MaxPageSize, DefaultPageSize), reader.Token("pageToken"));
        if (from > to)
        {
            reader.Add("from is after to.");
        }

        if (reader.Error is { } error)
        {
            return (null, error);
        }

        var within = query.Within(from, to, DateOnly.FromDateTime(now.UtcDateTime));
        return (query with { Filter = since is { } start ? within with { From = start } : within }, null);
    }

    private static string? Lowered(string? name) => name is null ? null : EventName.Lower(name);

    // Of one record, of what is watched, and of what was dead-lettered, all is shown: there is little of it, and it may be old.
    private EventFilter Within(DateTimeOffset? from, DateTimeOffset? to, DateOnly today)
    {
        var until = to ?? new DateTimeOffset(today.ToDateTime(TimeOnly.MaxValue, DateTimeKind.Utc));
        var isBounded = !IsOfOneRecord && Filter.Partition == IndexPartition.Day;
        var earliest = isBounded ? new DateTimeOffset(until.UtcDateTime.Date.AddDays(1 - DefaultDays), TimeSpan.Zero) : EventFilter.Always;
        return Filter with
        {
            From = from ?? earliest,
            Until = until,
        };
    }
}
