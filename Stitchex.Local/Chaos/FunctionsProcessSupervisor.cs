using Stitchex.Local.Hosting;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Chaos;

/// <summary>Kills the worker, or the host with it, when the schedule says so. The host starts its worker again; the host is started again here.</summary>
internal sealed class FunctionsProcessSupervisor(
    StitchexSimulator simulator,
    FunctionsProcessOptions options,
    KillSchedule schedule,
    Action<string>? log)
{
    private const int MostEndings = 3;

    // Of so many kills one ends the host, too, as the failure of a machine would; the others end the worker, as a crash of the app would.
    private const int KillsPerHost = 4;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    private readonly List<string> _endings = [];

    /// <summary>Gets how often the worker was killed, alone or with its host.</summary>
    public int Kills { get; private set; }

    /// <summary>Gets how often the host was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Gets how the host ended where nobody had killed it, a sentence each.</summary>
    public IReadOnlyList<string> Endings => _endings;

    /// <summary>Goes on until told to stop, and then lets the last process end by itself.</summary>
    /// <exception cref="FunctionsHostException">The process does not start, or ends by itself repeatedly.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (_endings.Count < MostEndings)
            {
                await using var process = await StartAsync(stopping);
                while (!process.Exited.IsCompleted)
                {
                    await WaitUntilKillIsDueAsync(process, stopping);
                    if (stopping.IsCancellationRequested)
                    {
                        await StopAsync(process);
                        return;
                    }

                    await KillAsync(process);
                }
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
        var process = await FunctionsProcess.StartAsync(options with { Port = port }, log, stopping);
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

    private async Task KillAsync(FunctionsProcess process)
    {
        var worker = process.WorkerId;
        if (process.Exited.IsCompleted)
        {
            _endings.Add(await process.Exited);
        }
        else if (++Kills % KillsPerHost == 0)
        {
            await process.KillAsync();
        }
        else
        {
            worker = await process.KillWorkerAsync();
        }

        JournalFile.AppendKill(options.JournalPath, worker, TimeProvider.System.GetUtcNow());
    }

    private async Task StopAsync(FunctionsProcess process)
    {
        if (!await process.StopAsync())
        {
            _endings.Add("The last process did not end when it was told to.");
        }
    }
}

/// <summary>Decides when to kill: in numbers of deliveries, so that one seed always kills after the same ones, however fast the machine is.</summary>
internal sealed class KillSchedule(ChaosOptions options)
{
    // A process that has just started has the work of the last one to take up, and may be killed in that.
    private const double ShareOfShortLives = 0.2;
    private const int LongestShortLife = 20;

    private readonly Random _random = new(options.Seed);
    private readonly double _mean = Math.Max(1, options.KillsEvery.TotalSeconds * options.Rate);

    /// <summary>Draws how many deliveries the next process takes before it is killed.</summary>
    public int Next() => _random.NextDouble() < ShareOfShortLives
        ? _random.Next(1, LongestShortLife)
        : (int)Math.Ceiling(_mean * (0.5 + _random.NextDouble()));
}
