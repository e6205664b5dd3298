using System.Diagnostics;
using Stitchex.Local.Chaos;
using Stitchex.Local.Chaos.Journal;
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
        var request = new RepeatedRequest(text => options.Log?.Invoke(text), TimeProvider.System);
        var job = await request.AskAsync(
            () => client.StartAsync(new BackfillBody([UntoldResource], RatePerMinute: null, DryRun: false), cancellationToken), cancellationToken);
        while (!job.HasEnded)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            job = await request.AskAsync(() => client.GetJobAsync(job.Id, cancellationToken), cancellationToken);
            if (kills < options.Kills && job.Matched >= (kills + 1L) * options.Untold / (options.Kills + 1))
            {
                JournalFile.AppendKill(_journalPath, await process.KillWorkerAsync(), TimeProvider.System.GetUtcNow());
                kills++;
            }
        }

        var fault = job is { Status: "Completed", Error: null } && job.Matched == options.Untold && kills == options.Kills
            ? null
            : $"The backfill is {job.Status} with {job.Matched} records and {kills} kills. {job.Error}";
        _backfill = new LoadBackfill(options.Untold, kills, Pages: 0, Fetches: 0, Stopwatch.GetElapsedTime(begun), fault);
    }

    private LoadBackfill? CountBackfill()
    {
        var requests = stack.Simulator.Requests.Counts.Where(count => count.Template.Contains(UntoldResource, StringComparison.Ordinal))
            .ToLookup(count => count.Template.Contains("{id}", StringComparison.Ordinal), count => count.Count);
        return _backfill is null ? null : _backfill with { Pages = requests[false].Sum(), Fetches = requests[true].Sum() };
    }
}
