using System.Globalization;
using Spectre.Console;
using Stitchex.Local.Lab;

namespace Stitchex.Local.Load;

/// <summary>Shows a load on a terminal: progress while it lasts, then what was measured, and what was checked.</summary>
internal sealed class LoadConsole(IAnsiConsole console)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>Runs, and shows.</summary>
    /// <returns>Whether nothing was missed.</returns>
    public async Task<bool> RunAsync(LabStack stack, LoadOptions options, string folder, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"{options.Events:N0} events of {Records(options.DistinctRecords)}, {options.Rate:N0} a second, {options.Duplicates}% of them twice, --seed {options.Seed}");
        var result = await console.ProgressAsync(progress =>
        {
            var sent = progress.AddTask("Events sent", maxValue: options.Events);
            var done = progress.AddTask("Events done", maxValue: options.Events);
            return new LoadRun(stack, options, folder).RunAsync(
                (webhooks, messages) =>
                {
                    sent.Value = Math.Max(0, webhooks.Events - webhooks.Waiting);
                    done.Value = messages is { } count ? Math.Max(0, webhooks.Events - webhooks.Waiting - count) : done.Value;
                },
                cancellationToken);
        });
        Show(result);
        return result.IsGood;
    }

    public void Show(LoadResult result)
    {
        console.Write(CountsOf(result));
        console.Write(TimesOf(result));
        console.Write(ProofOf(result));
        if (result.IsGood)
        {
            console.MarkupLineInterpolated($"[green]All {result.Webhooks.Events:N0} events are accounted for.[/]");
        }
        else
        {
            foreach (var check in result.Proof)
            {
                console.WriteFaults(check.Misses);
            }

            console.MarkupLineInterpolated($"[red]The promises were not kept.[/] The journal: {result.JournalPath}");
        }

        console.MarkupLineInterpolated($"--seed {result.Options.Seed} makes the same changes.");
    }

    private static Table CountsOf(LoadResult result)
    {
        var table = RunConsole.Figures("What", "Count").AddColumn("");
        var (webhooks, events) = (result.Webhooks, (double)result.Webhooks.Events);
        table.Add("Events", webhooks.Events, $"of {Records(result.Records)}");
        table.Add("Deliveries", webhooks.Sent, $"{webhooks.Retried:N0} sent again after a failure, {webhooks.Duplicated:N0} for no reason");
        table.Add("Accepted", webhooks.Accepted, "202");
        table.Add("Duplicates", webhooks.Duplicates, "200: its record was about to be fetched anyway");
        table.Add("Failed", webhooks.Failed, "503, or no response in 5 seconds");
        table.Add("Lost", webhooks.Lost, "abandoned by Stitchex");
        table.Add("Events a second", $"{result.Rate:0.0}", $"acknowledged; {result.Options.Rate:N0} were asked for");
        table.Add("Handled", result.Delivered, "changes that a handler took");
        table.Add("Overtaken", result.Overtaken, "events whose change was delivered for another one, or that a newer one overtook");
        table.Add("Requests to the API", $"{result.ApiRequests / events:0.00}", "an event");
        table.Add(
            "Requests to storage",
            result.StorageRequests is { } requests ? $"{requests / events:0.00}" : "unknown",
            "an event, by the app; the host's own for its messages are not among them");
        if (result.Backfill is { } backfill)
        {
            table.Add("Backfilled", backfill.Records, $"in {backfill.Elapsed.TotalMinutes:0.0} minutes, with {backfill.Kills} kills");
            table.Add("Pages, records", $"{backfill.Pages:N0}, {backfill.Fetches:N0}", "requests to the API for these");
        }

        table.Add("Memory at the start", $"{result.MemoryAtStart / Megabyte:0.0}", "MB, of the functions' process");
        table.Add("Memory at the end", $"{result.MemoryAtEnd / Megabyte:0.0}", "MB");
        table.Add("Seconds", (long)result.Elapsed.TotalSeconds, "until everything was done");
        return table;
    }

    private static Table TimesOf(LoadResult result)
    {
        var table = RunConsole.Figures("Time, ms", "p50", "p95", "p99", "max").AddColumn("");
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
        var table = RunConsole.Figures("Proof", "Checked", "Misses");
        foreach (var check in result.Proof)
        {
            table.AddRow(check.Name, $"{check.Checked:N0}", check.Holds ? "[green]0[/]" : $"[red]{check.Misses.Count:N0}[/]");
        }

        return table;
    }

    private static string Records(int count) => count == 1 ? "one record" : $"{count:N0} records";
}
