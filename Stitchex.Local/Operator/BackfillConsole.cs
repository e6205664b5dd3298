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
        var job = await FollowAsync(await client.StartAsync(backfill, cancellationToken), cancellationToken);
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

    /// <summary>Starts a reconciliation, follows it to its end, and says what differs.</summary>
    /// <returns>Whether all lists were read to their ends, and nothing differs that is not delivered.</returns>
    public async Task<bool> RunAsync(ReconcileBody reconcile, CancellationToken cancellationToken)
    {
        var job = await FollowAsync(await client.StartAsync(reconcile, cancellationToken), cancellationToken);
        foreach (var list in job.Backfill!.Lists)
        {
            Say($"{list.Resource}: {list.State}, {list.Listed:N0} listed. {list.Note}");
        }

        if (job.Reconcile is not { } found)
        {
            return false;
        }

        Say($"{found.Missing:N0} missing here, {found.Older:N0} older here, {found.Gone:N0} gone there, {found.Ahead:N0} ahead here, "
            + $"{found.Undecided:N0} could not be fetched.");
        var page = await client.ListFindingsAsync(job.Id, cancellationToken);
        foreach (var finding in page.Findings)
        {
            Say($"{finding.Kind} {finding.Resource} {finding.RecordId}: {finding.VersionHere:u} here, {finding.VersionThere:u} there");
        }

        if (page.NextPageToken is not null)
        {
            Say($"The dashboard shows more, in job {job.Id}.");
        }

        return job is { Status: "Completed", Error: null } && (reconcile.Deliver ? found.Ahead : job.Matched) == 0;
    }

    private async Task<JobView> FollowAsync(JobView job, CancellationToken cancellationToken)
    {
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

        return job;
    }

    private static string ProgressOf(JobView job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Reconcile?.Stage ?? job.Status}: {job.Backfill!.Lists.Sum(list => list.Listed):N0} listed, {job.Matched:N0} "
        + $"{(job.Reconcile is null ? $"to fetch, about {job.Backfill.EstimatedMinutes:N1} minutes left" : "differ")}.");

    private void Say(FormattableString text) => Say(FormattableString.Invariant(text));

    private void Say(string text) => console.WriteLine(TerminalText.From(text.TrimEnd()));
}
