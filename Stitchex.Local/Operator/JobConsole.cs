using System.Globalization;
using Spectre.Console;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Reconcile;

namespace Stitchex.Local.Operator;

/// <summary>Starts a deployment's jobs, and says in a terminal how far they are.</summary>
internal sealed class JobConsole
{
    private const int OutcomeLooks = 30;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly IAnsiConsole _console;
    private readonly OperatorClient _client;
    private readonly TimeProvider _time;
    private readonly RepeatedRequest _request;

    public JobConsole(IAnsiConsole console, OperatorClient client, TimeProvider time)
    {
        (_console, _client, _time) = (console, client, time);
        _request = new RepeatedRequest(Say, time);
    }

    /// <summary>Starts a backfill, and follows it to its end, and its first events to theirs.</summary>
    /// <returns>Whether all lists were read to their ends, and each one that was named exists.</returns>
    public async Task<bool> RunAsync(BackfillRequest backfill, CancellationToken cancellationToken)
    {
        var job = await FollowAsync("backfills", backfill, ProgressOf, cancellationToken);
        foreach (var list in job.Backfill!.Lists)
        {
            Say($"{list.Resource}: {list.State}, {list.Listed:N0} listed, {list.Matched:N0} to fetch. {list.Note}");
        }

        SayErrorOf(job);
        if (backfill.DryRun && job.Status == "Completed")
        {
            Say($"A backfill would fetch {job.Matched:N0} records, in about {job.Backfill.EstimatedMinutes:N1} minutes.");
        }
        else if (!backfill.DryRun)
        {
            await SayOutcomeAsync(job.Id, cancellationToken);
        }

        return job is { Status: "Completed", Error: null } && IsFound(backfill.Resources, job);
    }

    /// <summary>Starts a reconciliation, follows it to its end, and says what differs.</summary>
    /// <returns>Whether all lists were read to their ends, each one that was named exists, and nothing differs that is not delivered.</returns>
    public async Task<bool> RunAsync(ReconcileRequest reconcile, CancellationToken cancellationToken)
    {
        var job = await FollowAsync("reconciliations", reconcile, ProgressOf, cancellationToken);
        foreach (var list in job.Backfill!.Lists)
        {
            Say($"{list.Resource}: {list.State}, {list.Listed:N0} listed. {list.Note}");
        }

        SayErrorOf(job);
        if (job.Reconcile is not { } found)
        {
            return false;
        }

        Say($"{found.Missing:N0} missing here, {found.Older:N0} older here, {found.Gone:N0} gone there, {found.Ahead:N0} ahead here, "
            + $"{found.Undecided:N0} could not be fetched.");
        var page = await _request.AskAsync(() => _client.ListFindingsAsync(job.Id, cancellationToken), cancellationToken);
        foreach (var finding in page.Findings)
        {
            Say($"{finding.Kind} {finding.Resource} {finding.RecordId}: {finding.VersionHere:u} here, {finding.VersionThere:u} there");
        }

        if (page.NextPageToken is not null)
        {
            Say($"The dashboard shows more, in job {job.Id}.");
        }

        return job is { Status: "Completed", Error: null }
            && IsFound(reconcile.Resources, job)
            && found.Undecided == 0
            && (reconcile.Deliver ? found.Ahead == 0 && job.Matched <= found.Stored : job.Matched == 0);
    }

    /// <summary>Erases records, and follows the job to its end.</summary>
    /// <returns>Whether all of them were erased.</returns>
    public async Task<bool> RunAsync(ErasureRequest erasure, CancellationToken cancellationToken)
    {
        var job = await FollowAsync("erasures", erasure, job => $"It is {job.Status}.", cancellationToken);
        var (events, numbers, archived, quarantined) = job.Erasure!;
        Say($"{(erasure.DryRun ? "Would be erased" : "Erased")}: {events:N0} events, {numbers:N0} numbers, "
            + $"{archived:N0} archived records, {quarantined:N0} quarantined items.");
        SayErrorOf(job);
        return job is { Status: "Completed", Error: null };
    }

    /// <summary>Starts a job that redelivers all records of a resource.</summary>
    public async Task RedeliverAsync(JobRequest job, CancellationToken cancellationToken)
    {
        var started = await _client.StartAsync("jobs", job, cancellationToken);
        Say($"Job {started.Id} redelivers them, up to {job.RatePerMinute:N0} a minute.");
        Say("The dashboard shows how far it is, under Jobs.");
    }

    private static bool IsFound(IReadOnlyList<string>? resources, JobView job) =>
        resources is ["*"] || job.Backfill!.Lists.All(list => list.State != "NotFound");

    private async Task<JobView> FollowAsync(string jobs, object request, Func<JobView, string> progressOf, CancellationToken cancellationToken)
    {
        var job = await _request.AskAsync(() => _client.StartAsync(jobs, request, cancellationToken), cancellationToken);
        Say($"Job {job.Id} was started. It goes on when this command ends; the dashboard shows it under Jobs.");
        var said = "";
        while (true)
        {
            var progress = progressOf(job);
            if (progress != said)
            {
                Say(said = progress);
            }

            if (job.HasEnded)
            {
                return job;
            }

            await Task.Delay(Interval, _time, cancellationToken);
            job = await _request.AskAsync(() => _client.GetJobAsync(job.Id, cancellationToken), cancellationToken);
        }
    }

    // Some of its events still wait for their turn when the last page was read.
    private async Task SayOutcomeAsync(string id, CancellationToken cancellationToken)
    {
        for (var looked = 1; ; looked++)
        {
            var outcome = await _request.AskAsync(() => _client.GetJobOutcomeAsync(id, cancellationToken), cancellationToken);
            if (outcome.Of == 0)
            {
                return;
            }

            if (looked == OutcomeLooks || outcome.Groups.All(group => group.Ending != "Waiting"))
            {
                Say($"Of the first {outcome.Of:N0} of {outcome.Done:N0} events: {string.Join(", ", outcome.Groups.Select(WordsOf))}.");
                return;
            }

            await Task.Delay(Interval, _time, cancellationToken);
        }
    }

    private static string WordsOf(JobOutcomeGroupView group) => string.Create(
        CultureInfo.InvariantCulture, $"{group.Count:N0} {group.Ending}{(group.Outcome is { } outcome ? $" · {outcome}" : "")}");

    private static string ProgressOf(JobView job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Reconcile?.Stage ?? job.Status}: {job.Backfill!.Lists.Sum(list => list.Listed):N0} listed, {job.Matched:N0} {RestOf(job)}.");

    private static string RestOf(JobView job) => job switch
    {
        { Reconcile: not null } => "differ",
        { Backfill.EstimatedMinutes: { } minutes } => string.Create(CultureInfo.InvariantCulture, $"to fetch, about {minutes:N1} minutes left"),
        _ => "to fetch, time left not known",
    };

    private void SayErrorOf(JobView job)
    {
        if (job.Error is { } error)
        {
            Say(error);
        }
    }

    private void Say(FormattableString text) => Say(FormattableString.Invariant(text));

    private void Say(string text) => _console.WriteLine(TerminalText.From(text.TrimEnd()));
}
