using System.Diagnostics;
using System.Net.NetworkInformation;
using Microsoft.AspNetCore.Http;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Lab;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Local.Soak;

/// <summary>
/// Runs the functions in a process of their own for a while, under steady load and with an API that does everything wrong now and then, and watches what that
/// process holds.
/// </summary>
internal sealed class SoakRun(LabStack stack, SoakOptions options, string folder)
{
    // Stitchex pauses while the receiver is further behind: otherwise it is the emulator of storage that is watched, on a machine that does other things too.
    private const int MostBehind = 200;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DoneLimit = TimeSpan.FromMinutes(3);

    // Tokens end within the run, so that renewing them is a part of it.
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(20);

    // What chaos leaves out: responses that cost memory, or connections.
    private static readonly FaultRule[] Faults =
    [
        new(FaultKind.Huge) { Method = HttpMethods.Get, Share = 0.002 },
        new(FaultKind.Bomb) { Method = HttpMethods.Get, Share = 0.002 },
        new(FaultKind.EndlessHeaders) { Share = 0.002 },
        new(FaultKind.EndlessBody) { Share = 0.001 },
        new(FaultKind.NotGzip) { Share = 0.003 },
        new(FaultKind.NotBrotli) { Share = 0.003 },
        new(FaultKind.Gzip) { Share = 0.1 },
        new(FaultKind.Brotli) { Share = 0.1 },
        new(FaultKind.Empty) { Share = 0.003 },
        new(FaultKind.NoContent) { Share = 0.003 },
        new(FaultKind.LoginRedirect) { Share = 0.003 },
    ];

    private readonly LabChanges _changes = new(stack.Simulator, options.Seed);
    private readonly WaitingMessages _messages = new(stack.Azurite);
    private readonly List<SoakSample> _samples = [];

    /// <summary>Runs.</summary>
    /// <param name="progressed">Is told of each sample.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<SoakResult> RunAsync(Action<SoakSample> progressed, CancellationToken cancellationToken)
    {
        var simulator = stack.Simulator;
        simulator.Tokens.Options = new TokenOptions { Lifetime = TokenLifetime };
        await using var process = await StartAsync(cancellationToken);
        simulator.Webhooks.Options = simulator.Webhooks.Options with { Target = process.WebhookUrl };
        foreach (var fault in Faults)
        {
            simulator.Faults.Add(fault);
        }

        _changes.AddFaults();
        await Task.WhenAll(MakeChangesAsync(cancellationToken), WatchAsync(process, progressed, cancellationToken));
        simulator.Faults.Clear();
        var isDone = await WaitUntilDoneAsync(process, cancellationToken);
        var archive = await Verdict.FindAsync(simulator.RecordsToExpect(), stack.Azurite.ConnectionString, cancellationToken);
        return new SoakResult(_samples, simulator.Webhooks.Statistics.Counts.Events, archive, [.. FaultsOf(process, isDone, archive)]);
    }

    private Task<FunctionsProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = LabSettings.ProcessOptions(stack, folder, logs: options.Log is not null);

        // A megabyte: one response of 200 that were kept would show.
        var settings = new Dictionary<string, string>(process.Settings) { ["Stitchex__Api__MaxResponseBytes"] = "1048576" };
        return FunctionsProcess.StartAsync(process with { Settings = settings }, options.Log, cancellationToken);
    }

    private async Task MakeChangesAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1) / options.Rate, TimeProvider.System);
        while (Stopwatch.GetElapsedTime(begun) < options.Length)
        {
            if (await CountBehindAsync(cancellationToken) <= MostBehind)
            {
                for (var i = 0; i < options.Rate; i++)
                {
                    _changes.MakeNext();
                    await tick.WaitForNextTickAsync(cancellationToken);
                }
            }
            else
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    // More than any limit when storage is too busy to say.
    private async Task<long> CountBehindAsync(CancellationToken cancellationToken) =>
        stack.Simulator.Webhooks.Statistics.Counts.Waiting + (await _messages.CountAsync(cancellationToken) ?? int.MaxValue);

    private async Task WatchAsync(FunctionsProcess process, Action<SoakSample> progressed, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        using var watched = Process.GetProcessById(process.WorkerId);
        using var tick = new PeriodicTimer(options.SampleInterval, TimeProvider.System);
        while (Stopwatch.GetElapsedTime(begun) < options.Length && !process.Exited.IsCompleted)
        {
            await tick.WaitForNextTickAsync(cancellationToken);
            watched.Refresh();
            var simulator = stack.Simulator;
            var sample = new SoakSample(
                Stopwatch.GetElapsedTime(begun), watched.WorkingSet64, CountSockets(), watched.Threads.Count, simulator.Requests.Count(), simulator.Tokens.Counts.Issued);
            _samples.Add(sample);
            progressed(sample);
        }
    }

    // Nobody else on this machine talks to the simulator.
    private int CountSockets() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == stack.Simulator.BaseAddress.Port && connection.State is not TcpState.TimeWait);

    private async Task<bool> WaitUntilDoneAsync(FunctionsProcess process, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < DoneLimit && !process.Exited.IsCompleted)
        {
            if (await CountBehindAsync(cancellationToken) == 0)
            {
                return true;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        return false;
    }

    private IEnumerable<string> FaultsOf(FunctionsProcess process, bool isDone, Verdict archive)
    {
        foreach (var fault in SoakVerdict.Find(_samples, new StitchexApiOptions().MaxConcurrentRequests))
        {
            yield return fault;
        }

        if (process.Exited.IsCompleted)
        {
            yield return process.Exited.Result;
        }
        else if (!isDone)
        {
            yield return $"Not everything was done {DoneLimit.TotalMinutes:0} minutes after the last change.";
        }

        if (!archive.Holds)
        {
            yield return $"Of {archive.Compared} records, {archive.Misses.Count} are not archived in their newest version.";
        }
    }
}

/// <summary>What the app's process held at one moment. Sockets that only wait for the end of a time-out in the kernel do not count.</summary>
internal sealed record SoakSample(TimeSpan After, long Memory, int Sockets, int Threads, long Requests, int Logins);

/// <summary>What came of watching.</summary>
internal sealed record SoakResult(IReadOnlyList<SoakSample> Samples, long Events, Verdict Archive, IReadOnlyList<string> Faults)
{
    /// <summary>Gets a value indicating whether all was well.</summary>
    public bool IsGood => Faults.Count == 0;
}
