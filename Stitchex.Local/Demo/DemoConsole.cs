using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Local.Lab;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Demo;

/// <summary>Plays the demo on a terminal: progress while it runs, then a table and the verdict.</summary>
internal sealed class DemoConsole(IAnsiConsole console)
{
    public async Task<DemoResult> PlayAsync(LocalStack stack, CancellationToken cancellationToken)
    {
        var result = await console.ProgressAsync(progress =>
        {
            var changes = progress.AddTask("Changes made in Stitchex", maxValue: DemoScenario.Changes);
            var sent = progress.AddTask("Webhooks delivered", maxValue: DemoScenario.Changes);
            var done = progress.AddTask("Events done", maxValue: DemoScenario.Changes);
            return new DemoRun(stack).PlayAsync(
                () => changes.Increment(1),
                (webhooks, events) =>
                {
                    (sent.MaxValue, sent.Value) = (webhooks.Sent + webhooks.Waiting, webhooks.Sent);
                    (done.MaxValue, done.Value) = (Math.Max(events.Count, 1), events.Count(row => !row.IsOpen));
                },
                cancellationToken);
        });
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
        var table = RunConsole.Figures("What", "Count").AddColumn("");
        var (webhooks, malformed) = (result.Webhooks, result.MalformedResponses);
        table.Add(
            "Deliveries sent",
            webhooks.Sent + malformed.Count,
            $"of {DemoScenario.Changes} changes; {webhooks.Duplicated} sent twice, {malformed.Count} malformed or without an id");
        table.Add("Accepted", webhooks.Accepted + malformed.Count(status => status == 202), "202");
        table.Add("Duplicates", webhooks.Duplicates, "200: its record was about to be fetched anyway");
        table.Add("Rejected", webhooks.Rejected + malformed.Count(status => status is >= 400 and < 500), "400 or 413, and quarantined");
        table.Add("Failed", webhooks.Failed, "503 or no response, and sent again");
        if (result.Events is { } events)
        {
            table.Add("Events", events.Count, "equal bodies are one event");
            table.Add("Records fetched", result.RecordsFetched, "from the API");
            table.Add("Handled", events.Count(row => row.Outcome is EventOutcome.Handled or EventOutcome.Deleted), "delivered");
            table.Add("Unchanged", events.Count(row => row.IsOvertaken), "delivered before, as where a webhook came again; or overtaken");
            table.Add("Not found", events.Count(row => row.IsNotFound), "deleted, or gone from the API, before it was fetched");
            table.Add("Retried", events.Sum(row => row.Retries), "the API or a handler failed, or the API lagged");
            table.Add(
                "Dead-lettered", events.Count(row => row.State is EventState.DeadLettered), "kept until somebody replays or resolves them");
        }

        foreach (var destination in result.Destinations)
        {
            table.Add($"Sent to {destination.Destination}", destination.Received, "changes, as CloudEvents; also of events that are unchanged since");
        }

        foreach (var handler in result.OwnHandlers())
        {
            var failed = handler.Failed == 0 ? "" : $"; it failed at {handler.Failed} more";
            table.Add(Markup.Escape(handler.Name), handler.Done, $"events that it has{failed}");
        }

        return table;
    }

    private void Report(DemoResult result)
    {
        if (result.Abandoned is { } reason)
        {
            console.MarkupLineInterpolated($"[red]{reason}[/]");
            foreach (var waiting in WaitingTally.From(result.Events ?? []))
            {
                console.MarkupLineInterpolated($"  {waiting.Count} {(waiting.Count == 1 ? "event waits" : "events wait")}: {waiting.Reason}");
            }
        }

        var verdict = result.Verdict;
        if (verdict.Holds)
        {
            console.MarkupLineInterpolated($"[green]All {verdict.Compared} records that Stitchex has are archived in their newest version.[/]");
        }
        else
        {
            console.MarkupLineInterpolated(
                $"[red]Of {verdict.Compared} records that Stitchex has, {verdict.Misses.Count} are not known to be archived in their newest version:[/]");
            console.WriteFaults(verdict.Misses);
        }

        var faults = result.DestinationFaults().ToList();
        console.WriteFaults(faults);
        if (result.Destinations.Count > 0 && faults.Count == 0)
        {
            var names = string.Join(" and ", result.Destinations.Select(destination => destination.Destination));
            console.MarkupLineInterpolated($"[green]So have {names} got them: in order, and none twice.[/]");
        }
    }
}
