using System.Diagnostics;
using System.Text.Json.Nodes;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Load;

/// <summary>Has records fetched that no webhook told of, and kills the worker meanwhile.</summary>
internal sealed partial class LoadRun
{
    // Of no change that the load makes, so that what the API is asked for is told apart.
    private const string UntoldResource = "pick_ticket";

    private LoadBackfill? _backfill;

    private void CreateUntold()
    {
        for (var i = 0; i < options.Untold; i++)
        {
            stack.Simulator.Create(UntoldResource, lines: 1, announce: false);
        }
    }

    private async Task BackfillAsync(FunctionsProcess process, CancellationToken cancellationToken)
    {
        var (begun, kills) = (Stopwatch.GetTimestamp(), 0);
        using var client = new OperatorClient(process.WebhookUrl, _key);
        var job = await AskAsync(() => StartAsync(client, cancellationToken), cancellationToken);
        while (!job.HasEnded)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            job = await AskAsync(() => client.GetJobAsync(job.Id, cancellationToken), cancellationToken);
            if (kills < options.Kills && job.Matched >= (kills + 1L) * options.Untold / (options.Kills + 1))
            {
                // Each second one among the events of a page, and the others among those that are processed.
                await (kills % 2 == 0 ? Task.CompletedTask : WaitForPageAsync(cancellationToken));
                JournalFile.AppendKill(_journalPath, await process.KillWorkerAsync(), TimeProvider.System.GetUtcNow());
                kills++;
            }
        }

        var fault = job is { Status: "Completed", Error: null } && job.Matched == options.Untold && kills == options.Kills
            ? null
            : $"The backfill is {job.Status} with {job.Matched} records and {kills} kills. {job.Error}";
        _backfill = new LoadBackfill(options.Untold, kills, Pages: 0, Fetches: 0, Stopwatch.GetElapsedTime(begun), fault);
    }

    private async Task WaitForPageAsync(CancellationToken cancellationToken)
    {
        // There may be no more of them.
        var pages = CountRequests(ofRecords: false);
        for (var looks = 0; looks < 200 && pages == CountRequests(ofRecords: false); looks++)
        {
            await Task.Delay(SendInterval, TimeProvider.System, cancellationToken);
        }

        await Task.Delay(PollInterval * Random.Shared.NextDouble(), TimeProvider.System, cancellationToken);
    }

    private long CountRequests(bool ofRecords) => stack.Simulator.Requests.Counts
        .Where(count => count.Template.Contains(UntoldResource, StringComparison.Ordinal)
            && count.Template.Contains("{id}", StringComparison.Ordinal) == ofRecords)
        .Sum(count => count.Count);

    // Whoever asks again may have started it before: a response was lost.
    private static async Task<JobView> StartAsync(OperatorClient client, CancellationToken cancellationToken)
    {
        var jobs = (await client.AskAsync<JsonNode>(HttpMethod.Get, "jobs", cancellationToken))["jobs"]!.AsArray();
        return jobs is [{ } started, ..]
            ? await client.GetJobAsync((string)started["id"]!, cancellationToken)
            : await client.StartAsync("backfills", new BackfillRequest { Resources = [UntoldResource] }, cancellationToken);
    }

    // The process is about to start, was killed, or its storage is busy.
    private static async Task<JobView> AskAsync(Func<Task<JobView>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (OperatorException e) when (e.MayPass)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    private LoadBackfill? CountBackfill() =>
        _backfill is null ? null : _backfill with { Pages = CountRequests(ofRecords: false), Fetches = CountRequests(ofRecords: true) };
}
