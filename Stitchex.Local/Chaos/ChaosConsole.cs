using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Local.Lab;

namespace Stitchex.Local.Chaos;

/// <summary>Shows chaos on a terminal: progress while it lasts, then a table and the verdict.</summary>
internal sealed class ChaosConsole(IAnsiConsole console)
{
    /// <summary>Plays, and shows.</summary>
    /// <returns>Whether the promises were kept.</returns>
    public async Task<bool> PlayAsync(LabStack stack, ChaosOptions options, string folder, CancellationToken cancellationToken)
    {
        var result = await console.ProgressAsync(progress =>
        {
            var changes = progress.AddTask("Changes made in Stitchex", maxValue: options.Events);
            var events = progress.AddTask("Events done", maxValue: options.Events);
            return new ChaosRun(stack, options, folder).PlayAsync(
                (webhooks, messages, kills) =>
                {
                    (changes.Value, changes.Description) = (webhooks.Events, $"Changes made in Stitchex, {kills} kills");
                    events.Value = Math.Max(0, webhooks.Events - webhooks.Waiting - messages);
                },
                cancellationToken);
        });
        console.Write(TableOf(result));
        return Report(result);
    }

    private static Table TableOf(ChaosResult result)
    {
        var table = RunConsole.Figures("What", "Count").AddColumn("");
        var (webhooks, events) = (result.Webhooks, result.Events);
        table.Add("Events", webhooks.Events, $"of {result.Archive.Compared:N0} records; {events.Count:N0} rows, for equal bodies are one event");
        table.Add("Deliveries", webhooks.Sent, $"{webhooks.Retried:N0} sent again after a failure, {webhooks.Duplicated:N0} for no reason");
        table.Add("Accepted", webhooks.Accepted, "202");
        table.Add("Duplicates", webhooks.Duplicates, "200: its record was about to be fetched anyway");
        table.Add("Failed", webhooks.Failed, "the process was gone, or storage slow");
        table.Add("Lost", webhooks.Lost, "abandoned by Stitchex");
        table.Add("Kills", result.Kills, $"SIGKILL, while at work; {result.Starts - 1:N0} of them ended the host, too");
        table.Add("Handled", result.Journal.Handled, "changes that a handler took");
        table.Add("Repeats after kills", result.Journal.RepeatsAfterKills, "the same change again, under the same id");
        table.Add(
            "Repeats after stalls",
            result.Journal.RepeatsAfterStalls,
            "the same, because storage was unavailable for longer than a record's lease");
        foreach (var destination in result.Destinations)
        {
            table.Add(
                $"Sent to {destination.Destination}",
                destination.Received,
                $"{destination.Repeats:N0} again under the same id; {destination.Late:N0} late, as their sequence says");
        }

        table.Add("Unchanged", events.Count(row => row.IsOvertaken), "delivered before, or overtaken");
        table.Add("Not found", events.Count(row => row.IsNotFound), "deleted before it was fetched");
        table.Add("Retried", events.Sum(row => row.Retries), "the API or a handler failed, or a process was killed");
        table.Add("Dead-lettered", events.Count(row => row.State is EventState.DeadLettered), "kept until somebody replays or resolves them");
        table.Add("Seconds", (long)result.Elapsed.TotalSeconds, $"{webhooks.Events / result.Elapsed.TotalSeconds:0.0} events per second");
        return table;
    }

    private bool Report(ChaosResult result)
    {
        var faults = result.Faults();
        console.WriteFaults(faults);
        if (faults.Count > 0)
        {
            console.MarkupLineInterpolated($"[red]The promises were not kept.[/] The journal: {result.JournalPath}");
        }
        else
        {
            console.MarkupLineInterpolated(
                $"[green]All {result.Archive.Compared:N0} records are archived in their newest version; handlers and destinations saw each in order, one change at a time, and nothing twice but where a kill or a stall cut it off.[/]");
        }

        console.MarkupLineInterpolated($"--seed {result.Seed} makes the same changes and kills after the same deliveries.");
        return faults.Count == 0;
    }
}
