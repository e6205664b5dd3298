using System.Globalization;
using Spectre.Console;
using Stitchex.Functions.Events;
using Stitchex.Local.Chaos;

namespace Stitchex.Local.Load;

/// <summary>Shows a load on a terminal: progress while it lasts, then what was measured, and what was checked.</summary>
internal sealed class LoadConsole(IAnsiConsole console)
{
    private const double Megabyte = 1024 * 1024;
    private const int MissesShown = 20;

    /// <summary>Runs, and shows.</summary>
    public async Task<LoadResult> RunAsync(ChaosStack stack, LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"{options.Events:N0} events of {Records(options.DistinctRecords)}, {options.Rate:N0} a second, {options.Duplicates}% of them twice, --seed {options.Seed}");
        var result = await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress =>
            {
                var sent = progress.AddTask("Events sent", maxValue: options.Events);
                var done = progress.AddTask("Events done", maxValue: options.Events);
                return new LoadRun(stack, options, folder).RunAsync(now => Show(now, sent, done), cancellationToken);
            });
        Show(result);
        return result;
    }

    /// <summary>Shows what was measured, and what was checked.</summary>
    public void Show(LoadResult result)
    {
        console.Write(CountsOf(result));
        console.Write(TimesOf(result));
        console.Write(ProofOf(result));
        Report(result);
    }

    private static void Show(LoadProgress now, ProgressTask sent, ProgressTask done)
    {
        sent.Value = Math.Max(0, now.Webhooks.Events - now.Webhooks.Waiting);
        if (now.Messages is { } messages)
        {
            done.Value = Math.Max(0, now.Webhooks.Events - now.Webhooks.Waiting - messages);
        }
    }

    private static Table CountsOf(LoadResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("What").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("");
        var (webhooks, events) = (result.Webhooks, (double)result.Webhooks.Events);
        Add("Events", Text(webhooks.Events), $"of {Records(result.Records)}");
        Add("Deliveries", Text(webhooks.Sent), $"{webhooks.Retried:N0} sent again after a failure, {webhooks.Duplicated:N0} for no reason");
        Add("Accepted", Text(webhooks.Accepted), "202");
        Add("Duplicates", Text(webhooks.Duplicates), "200: its record was about to be fetched anyway");
        Add("Failed", Text(webhooks.Failed), "503, or no response in 5 seconds");
        Add("Lost", Text(webhooks.Lost), "abandoned by Stitchex");
        Add("Events a second", $"{result.Rate:0.0}", $"acknowledged; {result.Options.Rate:N0} were asked for");
        Add("Handled", Text(result.Delivered), "changes that a handler took");
        Add("Overtaken", Text(CountOf(EventOutcome.Unchanged, EventOutcome.Superseded)), "events whose change was delivered for another one, or that a newer one overtook");
        Add("Requests to the API", $"{result.ApiRequests / events:0.00}", "an event");
        Add("Requests to storage", result.StorageRequests is { } requests ? $"{requests / events:0.00}" : "unknown", "an event, by the app; the host's own for its messages are not among them");
        if (result.Backfill is { } backfill)
        {
            Add("Backfilled", Text(backfill.Records), $"in {backfill.Elapsed.TotalMinutes:0.0} minutes, with {backfill.Kills} kills");
            Add("Pages, records", $"{Text(backfill.Pages)}, {Text(backfill.Fetches)}", "requests to the API for these");
        }

        Add("Memory at the start", $"{result.MemoryAtStart / Megabyte:0.0}", "MB, of the functions' process");
        Add("Memory at the end", $"{result.MemoryAtEnd / Megabyte:0.0}", "MB");
        Add("Seconds", Text((long)result.Elapsed.TotalSeconds), "until everything was done");
        return table;

        void Add(string what, string count, string remark) => table.AddRow(new Markup(what), new Markup(count), new Markup($"[grey]{remark}[/]"));

        int CountOf(params ReadOnlySpan<EventOutcome> outcomes)
        {
            var sum = 0;
            foreach (var outcome in outcomes)
            {
                sum += result.Outcomes.GetValueOrDefault(outcome);
            }

            return sum;
        }
    }

    private static Table TimesOf(LoadResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Time, ms");
        foreach (var column in (string[])["p50", "p95", "p99", "max"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("");
        Add("Wait for a connection", result.Waits, $"Stitchex has {result.Options.Simulator.Webhooks.Concurrency}: it waits when responses are slow");
        Add("Acknowledgement", result.Acknowledgements, "from a request to its response, duplicates and failures included");
        Add("Handling", result.Handling, "from an event's first request until a handler has its change, or a newer one");
        return table;

        void Add(string what, Percentiles times, string remark) =>
            table.AddRow(new Markup(what), Cell(times.P50), Cell(times.P95), Cell(times.P99), Cell(times.Max), new Markup($"[grey]{remark}[/]"));

        static Markup Cell(double milliseconds) => new(double.IsNaN(milliseconds) ? "none" : milliseconds.ToString("#,0.0", CultureInfo.InvariantCulture));
    }

    private static Table ProofOf(LoadResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Proof")
            .AddColumn(new TableColumn("Checked").RightAligned()).AddColumn(new TableColumn("Misses").RightAligned());
        foreach (var check in result.Proof)
        {
            table.AddRow(new Markup(check.Name), new Markup(Text(check.Checked)), new Markup(check.Holds ? "[green]0[/]" : $"[red]{Text(check.Misses.Count)}[/]"));
        }

        return table;
    }

    private void Report(LoadResult result)
    {
        if (result.IsGood)
        {
            console.MarkupLineInterpolated($"[green]All {result.Webhooks.Events:N0} events are accounted for.[/] --seed {result.Options.Seed} makes the same changes.");
            return;
        }

        foreach (var miss in result.Proof.SelectMany(check => check.Misses.Take(MissesShown)))
        {
            console.MarkupLineInterpolated($"  {miss}");
        }

        console.MarkupLineInterpolated($"[red]The promises were not kept.[/] --seed {result.Options.Seed} makes the same changes. The journal: {result.JournalPath}");
    }

    private static string Records(int count) => count == 1 ? "one record" : $"{Text(count)} records";

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
