using System.Diagnostics;
using Azure;
using Stitchex.Local.Hosting;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Webhooks;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Chaos;

/// <summary>Has Stitchex tell of changes while the receiver's process is killed repeatedly, waits until everything is done, and judges.</summary>
internal sealed class ChaosRun(LabStack stack, ChaosOptions options, string folder)
{
    // Stitchex pauses while the receiver is further behind: what nobody has begun cannot be cut off.
    private const int MostMessages = 200;
    private const int MostWaiting = 600;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly LabChanges _changes = new(stack.Simulator, options.Seed);
    private readonly WaitingMessages _messages = new(stack.Azurite);

    /// <summary>Plays.</summary>
    /// <param name="progressed">Is told what Stitchex has sent, how many messages wait, and how many kills there were.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<ChaosResult> PlayAsync(Action<WebhookCounts, int, int> progressed, CancellationToken cancellationToken)
    {
        var process = LabSettings.ProcessOptions(stack, folder, logs: options.Log is not null);
        var keeper = new FunctionsProcessSupervisor(
            stack.Simulator,
            process with
            {
                Settings = new Dictionary<string, string>([.. process.Settings, .. stack.Destinations.SettingsWith(LabSettings.DeliveryTimeout)]),
                FailureShare = LabSettings.FailureShare,
                ExpectsKills = true,
            },
            new KillSchedule(options),
            options.Log);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Deadline);
        using var stopping = new CancellationTokenSource();
        var begun = Stopwatch.GetTimestamp();
        var keeping = keeper.RunAsync(stopping.Token);
        string? abandoned = null;
        try
        {
            await await Task.WhenAny(keeping, MakeChangesAsync(deadline.Token));
            await await Task.WhenAny(keeping, WaitUntilDoneAsync(deadline.Token));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or FunctionsHostException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            abandoned = e is OperationCanceledException ? $"Not everything was done after {options.Deadline.TotalMinutes:0} minutes." : e.Message;
        }
        finally
        {
            await deadline.CancelAsync();
            await stopping.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (stack.Azurite.Exited.IsCompleted)
        {
            throw new AzuriteException($"Storage is gone: {await stack.Azurite.Exited}");
        }

        var (elapsed, expected) = (Stopwatch.GetElapsedTime(begun), stack.Simulator.RecordsToExpect());
        var journal = File.Exists(process.JournalPath) ? JournalFile.Read(process.JournalPath) : [];
        return new()
        {
            Seed = options.Seed,
            Webhooks = stack.Simulator.Webhooks.Statistics.Counts,
            DistinctEvents = _changes.DistinctEvents,
            Events = await StoredRow.ReadAllAsync(stack.Azurite.ConnectionString, cancellationToken),
            Kills = keeper.Kills,
            Starts = keeper.Starts,
            Endings = keeper.Endings,
            Journal = JournalVerdict.Find(journal, RecordJournal.AllOf(stack.Simulator), LabSettings.RecordLease),
            Archive = await Verdict.FindAsync(expected, stack.Azurite.ConnectionString, cancellationToken),
            Destinations = await stack.Destinations.JudgeAsync(expected, cancellationToken),
            Elapsed = elapsed,
            Abandoned = abandoned,
            JournalPath = process.JournalPath,
        };

        async Task MakeChangesAsync(CancellationToken token)
        {
            while (stack.Simulator.Webhooks.Options.Target is null)
            {
                await Task.Delay(PollInterval, TimeProvider.System, token);
            }

            _changes.AddFaults();
            using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / options.Rate, TimeProvider.System);
            for (var i = 0; i < options.Events; i++)
            {
                while (i % options.Rate == 0 && (await CountMessagesAsync(token) is null or > MostMessages || Waiting > MostWaiting))
                {
                    await Task.Delay(PollInterval, TimeProvider.System, token);
                }

                _changes.MakeNext();
                await tick.WaitForNextTickAsync(token);
            }
        }

        async Task WaitUntilDoneAsync(CancellationToken token)
        {
            while (await CountMessagesAsync(token) is not 0 || Waiting > 0)
            {
                await Task.Delay(PollInterval, TimeProvider.System, token);
            }
        }

        async Task<int?> CountMessagesAsync(CancellationToken token)
        {
            var messages = await _messages.CountAsync(token);
            if (messages is { } count)
            {
                progressed(stack.Simulator.Webhooks.Statistics.Counts, count, keeper.Kills);
            }

            return messages;
        }
    }

    private long Waiting => stack.Simulator.Webhooks.Statistics.Counts.Waiting;
}
