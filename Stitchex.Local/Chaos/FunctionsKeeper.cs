using Stitchex.Local.Chaos.Journal;
using Stitchex.Local.Hosting;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Chaos;

/// <summary>Kills the functions' process when the schedule says so, and starts it again at once.</summary>
internal sealed class FunctionsKeeper(
    StitchexSimulator simulator,
    FunctionsProcessOptions options,
    IReadOnlyDictionary<string, string> settings,
    KillSchedule schedule,
    Action<string>? log)
{
    private const int MostEndings = 3;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly List<string> _endings = [];

    /// <summary>Gets how often the process was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Gets how often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Gets how the process ended where nobody had killed it, a sentence each.</summary>
    public IReadOnlyList<string> Endings => _endings;

    /// <summary>Goes on until told to stop, and then lets the last process end by itself.</summary>
    /// <exception cref="FunctionsHostException">The process does not start, or ends by itself again and again.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (_endings.Count < MostEndings)
            {
                await using var process = await StartAsync(stopping);
                await WaitUntilKillIsDueAsync(process, stopping);
                if (stopping.IsCancellationRequested)
                {
                    await StopAsync(process);
                    return;
                }

                await EndAsync(process);
                JournalFile.AppendKill(options.JournalPath, process.Id, TimeProvider.System.GetUtcNow());
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }

        throw new FunctionsHostException(_endings);
    }

    private async Task<FunctionsProcess> StartAsync(CancellationToken stopping)
    {
        // The first one takes any port, and the later ones take its port over.
        var port = simulator.Webhooks.Options.Target?.Port ?? options.Port;
        var process = await FunctionsProcess.StartAsync(options with { Port = port }, settings, log, stopping);
        Starts++;
        simulator.Webhooks.Options = simulator.Webhooks.Options with { Target = process.WebhookUrl };
        return process;
    }

    private async Task WaitUntilKillIsDueAsync(FunctionsProcess process, CancellationToken stopping)
    {
        var due = Deliveries() + schedule.Next();
        while (Deliveries() < due && !process.Exited.IsCompleted && !stopping.IsCancellationRequested)
        {
            await Task.Delay(PollInterval, TimeProvider.System, CancellationToken.None);
        }
    }

    private long Deliveries() => simulator.Webhooks.Statistics.Counts is var counts ? counts.Accepted + counts.Duplicates : 0;

    private async Task EndAsync(FunctionsProcess process)
    {
        if (process.Exited.IsCompleted)
        {
            _endings.Add(await process.Exited);
            return;
        }

        await process.KillAsync();
        Kills++;
    }

    private async Task StopAsync(FunctionsProcess process)
    {
        if (!await process.StopAsync())
        {
            _endings.Add("The last process did not end when it was told to.");
        }
    }
}
