using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Chaos;

/// <summary>Shows chaos on a terminal: progress while it lasts, then a table and the verdict.</summary>
internal sealed class ChaosConsole(IAnsiConsole console)
{
    private const int FaultsShown = 20;

    /// <summary>Plays, and shows.</summary>
    public async Task<ChaosResult> PlayAsync(ChaosStack stack, ChaosOptions options, string folder, CancellationToken cancellationToken)
    {
        var result = await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress => new ChaosRun(stack, options, new ChaosBars(progress, options), folder).PlayAsync(cancellationToken));
        console.Write(TableOf(result));
        Report(result);
        return result;
    }

    private static Table TableOf(ChaosResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("What").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("");
        var (webhooks, events) = (result.Webhooks, result.Events);
        Add("Events", webhooks.Events, $"of {result.Archive.Compared:N0} records; {events.Events:N0} rows, for equal bodies are one event");
        Add("Deliveries", webhooks.Sent, $"{webhooks.Retried:N0} sent again after a failure, {webhooks.Duplicated:N0} for no reason");
        Add("Accepted", webhooks.Accepted, "202");
        Add("Duplicates", webhooks.Duplicates, "200: its record was about to be fetched anyway");
        Add("Failed", webhooks.Failed, "the process was gone, or storage slow");
        Add("Lost", webhooks.Lost, "abandoned by Stitchex");
        Add("Kills", result.Kills, $"SIGKILL, while at work; {result.Starts - 1:N0} of them ended the host, too");
        Add("Handled", result.Journal.Handled, "changes that a handler took");
        Add("Repeats after kills", result.Journal.RepeatsAfterKills, "the same change again, under the same id");
        Add("Repeats after stalls", result.Journal.RepeatsAfterStalls, "the same, because storage was unavailable for longer than a record's lease");
        foreach (var destination in result.Destinations)
        {
            Add($"Sent to {destination.Destination}", destination.Received, $"{destination.Repeats:N0} again under the same id; {destination.Late:N0} late, as their sequence says");
        }

        Add("Unchanged", events.CountOf(EventOutcome.Unchanged, EventOutcome.Superseded), "delivered before, or overtaken");
        Add("Not found", events.CountOf(EventOutcome.NotFound, EventOutcome.VersionNeverAppeared, EventOutcome.NotDeleted), "deleted before it was fetched");
        Add("Retried", events.Retried, "the API or a handler failed, or a process was killed");
        Add("Dead-lettered", events.DeadLettered, "kept until somebody replays or resolves them");
        Add("Seconds", (long)result.Elapsed.TotalSeconds, $"{webhooks.Events / result.Elapsed.TotalSeconds:0.0} events per second");
        return table;

        void Add(string what, long count, string remark) => table.AddRow(new Markup(what), new Markup($"{count:N0}"), new Markup($"[grey]{remark}[/]"));
    }

    private void Report(ChaosResult result)
    {
        var faults = result.Faults().ToList();
        foreach (var fault in faults.Take(FaultsShown))
        {
            console.MarkupLineInterpolated($"  {fault}");
        }

        if (faults.Count > FaultsShown)
        {
            console.MarkupLineInterpolated($"  and {faults.Count - FaultsShown:N0} more");
        }

        if (faults.Count > 0)
        {
            console.MarkupLineInterpolated($"[red]The promises were not kept.[/] --seed {result.Seed} makes the same changes and kills after the same deliveries. The journal: {result.JournalPath}");
            return;
        }

        console.MarkupLineInterpolated($"[green]All {result.Archive.Compared:N0} records are archived in their newest version; handlers and destinations saw each in order, one change at a time, and nothing twice but where a kill or a stall cut it off.[/] --seed {result.Seed} makes the same changes and kills after the same deliveries.");
    }

    private sealed class ChaosBars(ProgressContext progress, ChaosOptions options) : IChaosDisplay
    {
        private readonly ProgressTask _changes = progress.AddTask("Changes made in Stitchex", maxValue: options.Events);
        private readonly ProgressTask _events = progress.AddTask("Events done", maxValue: options.Events);

        public void Progressed(WebhookCounts webhooks, int messages, int kills)
        {
            _changes.Value = webhooks.Events;
            _changes.Description = $"Changes made in Stitchex, {kills} kills";
            _events.Value = Math.Max(0, webhooks.Events - webhooks.Waiting - messages);
        }
    }
}
