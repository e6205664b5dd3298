using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Local.Simulator.Webhooks;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Demo;

/// <summary>Plays the demo on a terminal: progress while it runs, then a table and the verdict.</summary>
internal sealed class DemoConsole(IAnsiConsole console)
{
    private const int MissesShown = 20;

    /// <summary>Plays, and shows.</summary>
    public async Task<DemoResult> PlayAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var result = await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress => new DemoRun(stack, new DemoBars(progress)).PlayAsync(cancellationToken));
        Show(result);
        return result;
    }

    /// <summary>Shows the table and the verdict.</summary>
    public void Show(DemoResult result)
    {
        console.Write(TableOf(result));
        Report(result);
    }

    private static Table TableOf(DemoResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("What").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("");
        var malformed = result.MalformedResponses.Count;
        Add("Deliveries sent", result.Webhooks.Sent + malformed, $"of {DemoScenario.Changes} changes; {result.Webhooks.Duplicated} sent twice, {malformed} malformed or without an id");
        Add("Accepted", result.Webhooks.Accepted + result.MalformedResponses.Count(status => status == 202), "202");
        Add("Duplicates", result.Webhooks.Duplicates, "200: its record was about to be fetched anyway");
        Add("Rejected", result.Webhooks.Rejected + result.MalformedResponses.Count(status => status is >= 400 and < 500), "400 or 413, and quarantined");
        Add("Failed", result.Webhooks.Failed, "503 or no response, and sent again");
        if (result.Events is { } events)
        {
            Add("Events", events.Events, "equal bodies are one event");
            Add("Records fetched", result.RecordsFetched, "from the API");
            Add("Handled", events.CountOf(EventOutcome.Handled, EventOutcome.Deleted), "delivered");
            Add("Unchanged", events.CountOf(EventOutcome.Unchanged, EventOutcome.Superseded), "delivered before, as where a webhook came again; or overtaken");
            Add(
                "Not found",
                events.CountOf(EventOutcome.NotFound, EventOutcome.VersionNeverAppeared, EventOutcome.NotDeleted),
                "deleted, or gone from the API, before it was fetched");
            Add("Retried", events.Retried, "the API or a handler failed, or the API lagged");
            Add("Dead-lettered", events.DeadLettered, "kept until somebody replays or resolves them");
        }

        foreach (var destination in result.Destinations)
        {
            Add($"Sent to {destination.Destination}", destination.Received, "changes, as CloudEvents; also of events that are unchanged since");
        }

        foreach (var handler in result.OwnHandlers())
        {
            var failed = handler.Failed == 0 ? "" : $"; it failed at {handler.Failed} more";
            Add(Markup.Escape(handler.Name), handler.Done, $"events that it has{failed}");
        }

        return table;

        void Add(string what, long count, string remark) => table.AddRow(new Markup(what), new Markup($"{count:N0}"), new Markup($"[grey]{remark}[/]"));
    }

    private void Report(DemoResult result)
    {
        if (result.Abandoned is { } reason)
        {
            console.MarkupLineInterpolated($"[red]{reason}[/]");
            foreach (var waiting in result.Events?.Waiting ?? [])
            {
                console.MarkupLineInterpolated($"  {waiting.Count} {(waiting.Count == 1 ? "event waits" : "events wait")}: {waiting.Reason}");
            }
        }

        ReportArchive(result);
        var faults = result.DestinationFaults().ToList();
        List(faults, fault => console.MarkupLineInterpolated($"  [red]{fault}[/]"));
        if (result.Destinations.Count > 0 && faults.Count == 0)
        {
            console.MarkupLineInterpolated($"[green]So have {string.Join(" and ", result.Destinations.Select(destination => destination.Destination))} got them: in order, and none twice.[/]");
        }
    }

    private void ReportArchive(DemoResult result)
    {
        if (result.Verdict.Holds)
        {
            console.MarkupLineInterpolated($"[green]All {result.Verdict.Compared} records that Stitchex has are archived in their newest version.[/]");
            return;
        }

        console.MarkupLineInterpolated($"[red]Of {result.Verdict.Compared} records that Stitchex has, {result.Verdict.Misses.Count} are not known to be archived in their newest version:[/]");
        List(result.Verdict.Misses, miss => console.MarkupLineInterpolated($"  {miss}"));
    }

    private void List(IReadOnlyList<string> lines, Action<string> write)
    {
        foreach (var line in lines.Take(MissesShown))
        {
            write(line);
        }

        if (lines.Count > MissesShown)
        {
            console.MarkupLineInterpolated($"  and {lines.Count - MissesShown} more");
        }
    }

    private sealed class DemoBars(ProgressContext progress) : IDemoDisplay
    {
        private readonly ProgressTask _changes = progress.AddTask("Changes made in Stitchex", maxValue: DemoScenario.Changes);
        private readonly ProgressTask _webhooks = progress.AddTask("Webhooks delivered", maxValue: DemoScenario.Changes);
        private readonly ProgressTask _events = progress.AddTask("Events done", maxValue: DemoScenario.Changes);

        public void ChangeMade() => _changes.Increment(1);

        public void Progressed(WebhookCounts webhooks, EventTally events)
        {
            _webhooks.MaxValue = webhooks.Sent + webhooks.Waiting;
            _webhooks.Value = webhooks.Sent;
            _events.MaxValue = Math.Max(events.Events, 1);
            _events.Value = events.Events - events.Open;
        }
    }
}
