using System.Globalization;
using Spectre.Console;
using Stitchex.Functions.Operations.Listing;

namespace Stitchex.Local.Operator;

/// <summary>Shows a deployment's events in a terminal.</summary>
internal sealed class EventsConsole(IAnsiConsole console, OperatorClient client)
{
    private const int LongestError = 120;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>Lists events, newest first.</summary>
    public async Task ListAsync(IEnumerable<KeyValuePair<string, string?>> filters, int max, CancellationToken cancellationToken)
    {
        List<EventLine> lines = [];
        var hasMore = true;
        var maxPages = OperatorClient.MaxPages + (max / OperatorClient.PageSize);
        await foreach (var page in client.ListAsync(filters, cancellationToken).Take(maxPages))
        {
            lines.AddRange(page.Events.Take(max - lines.Count));
            hasMore = page.NextPageToken is not null;
            if (lines.Count == max)
            {
                break;
            }
        }

        Write(lines);
        console.WriteLine(lines.Count switch
        {
            0 when !hasMore => "No event is like that.",
            var count when count == max => $"The newest {count}; there may be more: --max.",
            var count when hasMore => $"{count} of those that were looked at; there may be more among older ones: --to.",
            var count => $"All {count}.",
        });
    }

    /// <summary>Finds records and events.</summary>
    /// <exception cref="OperatorException">Nothing is found, or the deployment cannot be reached.</exception>
    public async Task FindAsync(string text, CancellationToken cancellationToken)
    {
        var found = await client.SearchAsync(text, cancellationToken);
        if (found is { Records: [], Events: [] })
        {
            var places = string.Join(", and ", found.LookedIn);
            var rest = found.HasMore ? ", as far as one search goes; events list --error goes further" : "";
            throw new OperatorException($"Nothing is found for {found.Query}. Looked for it among {places}{rest}.");
        }

        var table = new Table().RoundedBorder().AddColumns("Record", "Numbers", "Found");
        foreach (var record in found.Records)
        {
            var name = $"{record.Resource} {record.RecordId}{(record.IsDeleted ? " (deleted)" : "")}";
            table.AddRow(Cells(name, Numbers(record.Numbers), $"by its {record.FoundBy}"));
        }

        if (found.Records.Count > 0)
        {
            console.Write(table);
        }

        Write(found.Events);
        if (found.HasMore)
        {
            console.WriteLine("There may be more.");
        }
    }

    /// <summary>Shows events as they come and as they change, a line each, until it is cancelled.</summary>
    /// <param name="index">Filters that the deployment applies at no cost, as the operator API takes them.</param>
    /// <param name="state">Only events in this state; null for all.</param>
    /// <param name="outcome">Only events with this outcome; null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperatorException">The deployment rejects, or could not be reached to begin with.</exception>
    public async Task TailAsync(string index, string? state, string? outcome, TimeProvider time, CancellationToken cancellationToken)
    {
        var feed = new EventFeed(client, index, _ => true, LongestPause, text => console.WriteLine(TerminalText.From(text)), time);
        var all = $"pageSize=1{index}{OperatorClient.Filter("state", state)}{OperatorClient.Filter("outcome", outcome)}";
        await feed.AskAsync(() => client.ListPageAsync(all, token: null, cancellationToken), cancellationToken);
        var start = client.Now;
        console.WriteLine($"Events since {Time(start)} UTC. Ctrl-C ends it.");
        try
        {
            await foreach (var found in feed.ReadAsync(start, cancellationToken))
            {
                foreach (var line in found.Where(line => LastMoment(line) >= start && Is(state, ListedStateOf(line)) && Is(outcome, line.Outcome)))
                {
                    var error = Cut(line.Error)?.ReplaceLineEndings(" ");
                    console.WriteLine(TerminalText.From($"{Time(LastMoment(line))} {line.Name} {line.RecordId} {StateOf(line)} {line.Id} {error}".TrimEnd()));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>Shows one event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="showsBody">Whether its body is shown, too.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task ShowAsync(string id, bool showsBody, CancellationToken cancellationToken)
    {
        var shown = await client.GetEventAsync(id, cancellationToken);
        console.MarkupLineInterpolated($"[bold]{TerminalText.From(shown.Name)}[/] of record {TerminalText.From(shown.RecordId ?? "(none)")}: [bold]{StateOf(shown)}[/]");
        if (shown.Error is { } error)
        {
            console.WriteLine(TerminalText.From(error));
        }

        // How it ended is said above.
        var table = new Table().RoundedBorder().AddColumns("When (UTC)", "What", "API status", "Took", "API took", "");
        foreach (var moment in shown.Timeline.Where(moment => moment.Kind != "outcome"))
        {
            var status = moment.Status?.ToString(CultureInfo.InvariantCulture);
            table.AddRow(Cells(
                Time(moment.At), moment.Kind, status, Duration(moment.Milliseconds), Duration(moment.ApiMilliseconds), moment.Detail));
        }

        console.Write(table);
        var handlers = new Table().RoundedBorder().AddColumns("Handler", "State", "When (UTC)", "Took", "Error");
        foreach (var handler in shown.Handlers)
        {
            var at = handler.At is { } called ? Time(called) : null;
            handlers.AddRow(Cells(handler.Name, handler.State, at, Duration(handler.Milliseconds), handler.Error));
        }

        console.Write(handlers);
        if (showsBody)
        {
            WriteBody(shown);
        }
    }

    public async Task ReplayAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            await client.ReplayAsync(id, cancellationToken);
            console.MarkupLineInterpolated($"Queued. What becomes of it: events show {TerminalText.From(id)}");
        }
    }

    /// <summary>Has records redelivered, by ids of theirs or of their events.</summary>
    public async Task RedeliverAsync(IReadOnlyList<string> ids, Func<string, Task<EventReference>> redeliver)
    {
        foreach (var id in ids)
        {
            console.MarkupLineInterpolated($"Queued: {TerminalText.From((await redeliver(id)).EventId)} redelivers it.");
        }
    }

    private void WriteBody(EventView shown)
    {
        console.Write(new Text(TerminalText.From(shown.Body is { } body ? body.Text : shown.BodyNote)));
        console.WriteLine();
        if (shown.Body is { IsTruncated: true } cut)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]That is the start; {cut.Length:N0} bytes were sent.[/]");
        }
    }

    private void Write(IReadOnlyList<EventLine> lines)
    {
        var table = new Table().RoundedBorder().AddColumns("Received (UTC)", "Event", "Record", "State", "Attempts", "Error", "Id");
        foreach (var line in lines)
        {
            var record = string.Join(' ', [line.RecordId, .. line.Numbers.Select(number => number.Value).Distinct()]);
            table.AddRow(Cells(Time(line.ReceivedAt), line.Name, record, StateOf(line), $"{line.Attempts}", Cut(line.Error), line.Id));
        }

        if (lines.Count > 0)
        {
            console.Write(table);
        }
    }

    private string StateOf(EventLine line) => line switch
    {
        { ResolvedAt: not null } => $"{line.State} {line.Outcome}, resolved",
        { State: nameof(ListedState.Retrying), RetriesEndedAt: not null } => $"{line.State}, retries ended",
        { NextAttemptAt: { } next } => $"{line.State}, next attempt {TimeFromToday(next)}",
        _ => $"{line.State} {line.Outcome}".TrimEnd(),
    };

    private string TimeFromToday(DateTimeOffset time) =>
        time.UtcDateTime.Date == client.Now.UtcDateTime.Date ? time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) : Time(time);

    private static string Numbers(IEnumerable<NumberView> numbers) =>
        string.Join(", ", numbers.Select(number => $"{number.Name} {number.Value}"));

    private static string? ListedStateOf(EventLine line) =>
        line is { State: nameof(ListedState.DeadLettered), ResolvedAt: not null } ? nameof(ListedState.Resolved) : line.State;

    private static DateTimeOffset LastMoment(EventLine line) =>
        new[] { line.ReceivedAt, line.LastAttemptAt ?? line.ReceivedAt, line.ResolvedAt ?? line.ReceivedAt }.Max();

    private static bool Is(string? wanted, string? value) => wanted is null || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static Text[] Cells(params ReadOnlySpan<string?> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            texts[i] = new Text(TerminalText.From(cells[i]));
        }

        return texts;
    }

    private static string? Cut(string? error) => error?.Length > LongestError ? error[..LongestError] + "…" : error;

    private static string? Duration(long? milliseconds) =>
        milliseconds is { } took ? string.Create(CultureInfo.InvariantCulture, $"{took:N0} ms") : null;

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
