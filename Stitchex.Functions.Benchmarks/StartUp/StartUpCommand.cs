using System.CommandLine;
using System.Diagnostics;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.StartUp;

/// <summary>Measures a worker process from its start to its first acknowledged webhook: time, processor time, memory; ours and an empty one's.</summary>
internal static class StartUpCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.Create("--count", "How many times each app is started.", least: 1, preset: 20);
        var folders = new AppFolders();
        var command = new Command(
            "start-up",
            "A worker process from its start to its first acknowledged webhook, against an empty function, by turns.") { count };
        folders.AddTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments.GetValue(count),
            connection => folders.Receiver(arguments, connection),
            connection => folders.Naive(arguments, connection),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        int count,
        Func<string, FunctionsHostOptions> receiverApp,
        Func<string, FunctionsHostOptions> naiveApp,
        CancellationToken cancellationToken)
    {
        await using var storage = await InstantStorage.StartAsync(TimeSpan.Zero, cancellationToken);
        var receiver = receiverApp(storage.ConnectionString);
        var naive = naiveApp(storage.ConnectionString);
        List<Start> ours = [];
        List<Start> empty = [];
        for (var i = 0; i <= count; i++)
        {
            ours.Add(await MeasureAsync(receiver, nameof(ReceiveWebhook), cancellationToken));
            empty.Add(await MeasureAsync(naive, MeasuredApps.EmptyWebhook, cancellationToken));
        }

        // The first start is the one in which this process compiles the host.
        ours.RemoveAt(0);
        empty.RemoveAt(0);
        var verdicts = new Verdicts("Start-up, medians; ours against an empty function in the same host");
        Add("process start until it takes requests", start => start.Ready.TotalMilliseconds, "ms");
        Add("process start to first acknowledgement", start => start.Acknowledged.TotalMilliseconds, "ms");
        Add("processor time until then", start => start.ProcessorTime.TotalMilliseconds, "ms");
        Add("memory then (working set)", start => start.Memory / (1024.0 * 1024.0), "MiB");
        return verdicts.Print();

        void Add(string name, Func<Start, double> figure, string unit) =>
            verdicts.AddFigure(name, Median(ours.Select(figure)), Median(empty.Select(figure)), unit);
    }

    private static async Task<Start> MeasureAsync(FunctionsHostOptions app, string function, CancellationToken cancellationToken)
    {
        Process? worker = null;
        var ready = TimeSpan.Zero;
        await using var host = await FunctionsHost.StartAsync(app with { OnWorkerStarted = NoteStart }, cancellationToken);

        using var client = new HttpClient();
        using var content = new ByteArrayContent(SampleBody.Create(recordId: 7, 4096));
        using var response = await client.PostAsync(host.FunctionUrl(function), content, cancellationToken);
        using (worker)
        {
            worker!.Refresh();
            var start = new Start(ready, SinceStart(), worker.TotalProcessorTime, worker.WorkingSet64);
            response.EnsureSuccessStatusCode();
            return start;
        }

        void NoteStart(int processId)
        {
            worker = Process.GetProcessById(processId);
            ready = SinceStart();
        }

        TimeSpan SinceStart() => TimeProvider.System.GetUtcNow() - worker!.StartTime;
    }

    private static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }

    private sealed record Start(TimeSpan Ready, TimeSpan Acknowledged, TimeSpan ProcessorTime, long Memory);
}
