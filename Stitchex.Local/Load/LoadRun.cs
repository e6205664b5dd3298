using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Webhooks;
using Stitchex.Local.Stack;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Load;

/// <summary>
/// Runs the functions in a process of their own, has Stitchex tell of events at a rate that does not care whether they keep up, waits until everything is
/// done, and judges each event.
/// </summary>
internal sealed partial class LoadRun(LabStack stack, LoadOptions options, string folder)
{
    private const string ProcessingSettings = "Stitchex__Processing__";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SendInterval = TimeSpan.FromMilliseconds(10);

    // Two runs at once would be seen to overlap, and the times are still the app's.
    private static readonly TimeSpan LongestHandling = TimeSpan.FromMilliseconds(10);

    private readonly LoadChanges _changes = new(stack.Simulator, options);
    private readonly ConcurrentQueue<LoadDelivery> _deliveries = new();
    private readonly WaitingMessages _messages = new(stack.Azurite);
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly string _journalPath = Path.Combine(folder, "journal.txt");

    /// <summary>Runs.</summary>
    /// <param name="progressed">Is told twice a second what Stitchex has sent, and how many messages wait; null when storage is too busy to say.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<LoadResult> RunAsync(Action<WebhookCounts, int?> progressed, CancellationToken cancellationToken)
    {
        CreateUntold();
        await using var process = await StartAsync(cancellationToken);
        var webhooks = stack.Simulator.Webhooks;
        webhooks.Observer = attempt => _deliveries.Enqueue(LoadDelivery.From(attempt));
        webhooks.Options = webhooks.Options with { Target = process.WebhookUrl };

        var begun = Stopwatch.GetTimestamp();
        var memoryAtStart = MemoryOf(process);
        var abandoned = await SendAndWaitAsync(process, progressed, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(begun);
        var memoryAtEnd = MemoryOf(process);
        if (!await process.StopAsync())
        {
            abandoned ??= "The functions' process did not end when it was told to.";
        }

        var evidence = await GatherAsync(abandoned, cancellationToken);
        var delivered = DeliveredRecord.AllOf(evidence.Histories, evidence.Journal);
        return new LoadResult
        {
            Options = options,
            Webhooks = webhooks.Statistics.Counts,
            Records = evidence.Histories.Count,
            Rate = LoadTimes.RateOf(evidence.Deliveries),
            Waits = Percentiles.From(evidence.Deliveries.Select(delivery => delivery.Waited)),
            Acknowledgements = Percentiles.From(evidence.Deliveries.Select(delivery => delivery.Took)),
            Handling = Percentiles.From(LoadTimes.HandlingOf(evidence.Sent, evidence.Deliveries, delivered)),
            Delivered = delivered.Values.Sum(record => record.Count),
            Overtaken = evidence.Rows.Count(row => row.IsOvertaken),
            StorageRequests = evidence.Backfill is { Kills: > 0 } ? null : StorageRequestCount.Read(_journalPath),
            Backfill = evidence.Backfill,
            ApiRequests = stack.Simulator.Requests.Count(),
            MemoryAtStart = memoryAtStart,
            MemoryAtEnd = memoryAtEnd,
            Elapsed = elapsed,
            Proof = LoadProof.Find(evidence),
            JournalPath = _journalPath,
        };
    }

    private Task<FunctionsProcess> StartAsync(CancellationToken cancellationToken)
    {
        // Waits are those of the app's defaults; only the API takes more than Stitchex may.
        var settings = LocalSettings.Create(stack.Simulator, stack.Azurite.ConnectionString)
            .Where(setting => !setting.Key.StartsWith(ProcessingSettings, StringComparison.Ordinal))
            .ToDictionary();
        settings["Stitchex__Api__RequestsPerMinute"] = $"{options.RequestsPerMinute}";
        if (options.HeapLimit > 0)
        {
            // The runtime reads it as a hexadecimal number.
            settings["DOTNET_GCHeapHardLimit"] = (options.HeapLimit * 1_000_000L).ToString("X", CultureInfo.InvariantCulture);
        }

        return FunctionsProcess.StartAsync(
            new FunctionsProcessOptions
            {
                Settings = settings,
                FunctionKey = _key,
                MessageLease = options.Kills > 0 ? LabSettings.MessageLease : null,
                ExpectsKills = options.Kills > 0,
                JournalPath = _journalPath,
                LongestHandling = LongestHandling,
                Logs = options.Log is not null,
            },
            options.Log,
            cancellationToken);
    }

    private async Task<string?> SendAndWaitAsync(FunctionsProcess process, Action<WebhookCounts, int?> progressed, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Deadline);
        var sending = options.Untold == 0
            ? SendAsync(deadline.Token)
            : Task.WhenAll(SendAsync(deadline.Token), BackfillAsync(process, deadline.Token));
        try
        {
            while (!sending.IsFaulted && !await IsDoneAsync(sending, progressed, deadline.Token))
            {
                if (process.Exited.IsCompleted)
                {
                    return await process.Exited;
                }

                await Task.Delay(PollInterval, TimeProvider.System, deadline.Token);
            }

            await sending;
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"Not everything was done after {options.Deadline.TotalMinutes:0} minutes.";
        }
        finally
        {
            await deadline.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What is due is made by the clock: a machine that stalls for a moment makes up for it.
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(SendInterval, TimeProvider.System);
        while (_changes.Sent.Count < options.Events)
        {
            var due = Math.Min(options.Events, 1 + (Stopwatch.GetElapsedTime(begun).TotalSeconds * options.Rate));
            while (_changes.Sent.Count < (int)due)
            {
                _changes.MakeNext();
            }

            await tick.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task<bool> IsDoneAsync(Task sending, Action<WebhookCounts, int?> progressed, CancellationToken cancellationToken)
    {
        if (stack.Azurite.Exited.IsCompleted)
        {
            throw new AzuriteException($"Storage is gone: {await stack.Azurite.Exited}");
        }

        // In this order: what was acknowledged before has its message by now.
        var webhooks = stack.Simulator.Webhooks.Statistics.Counts;
        var isSent = sending.IsCompleted && webhooks.Waiting == 0;
        var messages = await _messages.CountAsync(cancellationToken);
        progressed(webhooks, messages);
        return isSent && messages == 0;
    }

    private static long MemoryOf(FunctionsProcess process)
    {
        if (process.Exited.IsCompleted)
        {
            return 0;
        }

        using var watched = Process.GetProcessById(process.WorkerId);
        return watched.WorkingSet64;
    }

    private async Task<LoadEvidence> GatherAsync(string? abandoned, CancellationToken cancellationToken) => new()
    {
        Sent = _changes.Sent,
        Deliveries = [.. _deliveries],
        Rows = await StoredRow.ReadAllAsync(stack.Azurite.ConnectionString, cancellationToken),
        Journal = JournalFile.Read(_journalPath),
        Histories = RecordJournal.AllOf(stack.Simulator, all: true),
        Backfill = CountBackfill(),
        Archive = await Verdict.FindAsync(stack.Simulator.RecordsToExpect(all: true), stack.Azurite.ConnectionString, cancellationToken),
        Abandoned = abandoned,
    };
}
