using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Chaos.Journal;
using Stitchex.Local.Demo;
using Stitchex.Local.Hosting;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Chaos;

/// <summary>Has Stitchex tell of changes while the receiver's process is killed repeatedly, waits until everything is done, and judges.</summary>
internal sealed class ChaosRun
{
    // Stitchex pauses while the receiver is further behind: what nobody has begun cannot be cut off.
    private const int MostMessages = 200;
    private const int MostWaiting = 600;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    private readonly ChaosStack _stack;
    private readonly ChaosOptions _options;
    private readonly IChaosDisplay _display;
    private readonly ChaosChanges _changes;
    private readonly FunctionsProcessSupervisor _keeper;
    private readonly string _journalPath;
    private readonly TableClient _events;
    private readonly WaitingMessages _messages;

    /// <summary>Prepares it.</summary>
    /// <param name="stack">Storage and Stitchex, in which nothing happened yet.</param>
    /// <param name="options">How much chaos there is.</param>
    /// <param name="display">Shows how far it has come.</param>
    /// <param name="folder">Where the journal is kept.</param>
    public ChaosRun(ChaosStack stack, ChaosOptions options, IChaosDisplay display, string folder)
    {
        var connection = stack.Azurite.ConnectionString;
        _stack = stack;
        _options = options;
        _display = display;
        _changes = new ChaosChanges(stack.Simulator, options.Seed);
        _journalPath = Path.Combine(folder, "journal.txt");
        var hostJsonPath = Path.Combine(folder, "host.json");
        ChaosSettings.WriteHostJson(hostJsonPath);
        _keeper = new FunctionsProcessSupervisor(
            stack.Simulator,
            new FunctionsProcessOptions
            {
                FunctionKey = Guid.NewGuid().ToString("N"),
                HostJsonPath = hostJsonPath,
                MessageLease = ChaosSettings.MessageLease,
                JournalPath = _journalPath,
                FailureShare = ChaosSettings.FailureShare,
                ExpectsKills = true,
                Logs = options.Log is not null,
            },
            new Dictionary<string, string>([.. ChaosSettings.Create(stack.Simulator, connection), .. stack.Destinations.SettingsWith(ChaosSettings.DeliveryTimeout)]),
            new KillSchedule(options),
            options.Log);
        _events = new TableServiceClient(connection, FastFailClientOptions.Short(new TableClientOptions())).GetTableClient(
            StorageNames.EventsTable);
        _messages = new WaitingMessages(stack.Azurite);
    }

    /// <summary>Plays.</summary>
    public async Task<ChaosResult> PlayAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.Deadline);
        using var stopping = new CancellationTokenSource();
        var begun = Stopwatch.GetTimestamp();
        var keeping = _keeper.RunAsync(stopping.Token);
        string? abandoned = null;
        try
        {
            await await Task.WhenAny(keeping, MakeChangesAsync(deadline.Token));
            await await Task.WhenAny(keeping, WaitUntilDoneAsync(deadline.Token));
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or FunctionsHostException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            abandoned = e is OperationCanceledException ? $"Not everything was done after {_options.Deadline.TotalMinutes:0} minutes." : e.Message;
        }
        finally
        {
            await deadline.CancelAsync();
            await stopping.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_stack.Azurite.Exited.IsCompleted)
        {
            throw new AzuriteException($"Storage is gone: {await _stack.Azurite.Exited}");
        }

        return await JudgeAsync(Stopwatch.GetElapsedTime(begun), abandoned, cancellationToken);
    }

    private async Task MakeChangesAsync(CancellationToken cancellationToken)
    {
        while (_stack.Simulator.Webhooks.Options.Target is null)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        _changes.AddFaults();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / _options.Rate, TimeProvider.System);
        for (var i = 0; i < _options.Events; i++)
        {
            if (i % _options.Rate == 0)
            {
                await WaitWhileBehindAsync(cancellationToken);
            }

            _changes.MakeNext();
            await tick.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task WaitWhileBehindAsync(CancellationToken cancellationToken)
    {
        while (await CountMessagesAsync(cancellationToken) is null or > MostMessages || _stack.Simulator.Webhooks.Statistics.Counts.Waiting > MostWaiting)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task WaitUntilDoneAsync(CancellationToken cancellationToken)
    {
        while (await CountMessagesAsync(cancellationToken) is not 0 || _stack.Simulator.Webhooks.Statistics.Counts.Waiting > 0)
        {
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    // Null when storage is too busy to say.
    private async Task<int?> CountMessagesAsync(CancellationToken cancellationToken)
    {
        var messages = await _messages.CountAsync(cancellationToken);
        if (messages is { } count)
        {
            _display.Progressed(_stack.Simulator.Webhooks.Statistics.Counts, count, _keeper.Kills);
        }

        return messages;
    }

    private async Task<ChaosResult> JudgeAsync(TimeSpan elapsed, string? abandoned, CancellationToken cancellationToken) => new()
    {
        Seed = _options.Seed,
        Webhooks = _stack.Simulator.Webhooks.Statistics.Counts,
        DistinctEvents = _changes.DistinctEvents,
        Events = await EventTally.CountAsync(_events, cancellationToken),
        Kills = _keeper.Kills,
        Starts = _keeper.Starts,
        Endings = _keeper.Endings,
        Journal = JournalVerdict.Find(File.Exists(_journalPath) ? JournalFile.Read(_journalPath) : [], RecordJournal.AllOf(_stack.Simulator), ChaosSettings.RecordLease),
        Archive = await Verdict.FindAsync(_stack.Simulator.RecordsToExpect(), _stack.Azurite.ConnectionString, cancellationToken),
        Destinations = await _stack.Destinations.JudgeAsync(_stack.Simulator.RecordsToExpect(), cancellationToken),
        Elapsed = elapsed,
        Abandoned = abandoned,
        JournalPath = _journalPath,
    };
}
