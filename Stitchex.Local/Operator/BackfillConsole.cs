using System.Globalization;
using Spectre.Console;

namespace Stitchex.Local.Operator;

/// <summary>Has a deployment read the lists of Stitchex, and says in a terminal how far it is.</summary>
internal sealed class BackfillConsole(IAnsiConsole console, OperatorClient client, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Starts a backfill, and follows it to its end.</summary>
    /// <returns>Whether all lists were read to their ends.</returns>
    public async Task<bool> RunAsync(BackfillBody backfill, CancellationToken cancellationToken)
    {
        var job = await client.StartAsync(backfill, cancellationToken);
        Say($"Job {job.Id} was started. It goes on when this command ends; the dashboard shows it under Jobs.");
        var said = "";
        while (true)
        {
            var progress = ProgressOf(job);
            if (progress != said)
            {
                Say(said = progress);
            }

            if (job.HasEnded)
            {
                break;
            }

            await Task.Delay(Interval, time, cancellationToken);
            job = await client.GetJobAsync(job.Id, cancellationToken);
        }

        foreach (var list in job.Backfill!.Lists)
        {
            Say($"{list.Resource}: {list.State}, {list.Listed:N0} listed, {list.Matched:N0} to fetch. {list.Note}");
        }

        if (backfill.DryRun)
        {
            Say($"A backfill would fetch {job.Matched:N0} records, in about {job.Backfill.EstimatedMinutes:N1} minutes.");
        }

        return job is { Status: "Completed", Error: null };
    }

    private static string ProgressOf(JobView job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Status}: {job.Backfill!.Lists.Sum(list => list.Listed):N0} listed, {job.Matched:N0} to fetch, "
        + $"about {job.Backfill.EstimatedMinutes:N1} minutes left.");

    private void Say(FormattableString text) => Say(FormattableString.Invariant(text));

    private void Say(string text) => console.WriteLine(TerminalText.From(text.TrimEnd()));
}
