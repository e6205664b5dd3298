using System.CommandLine;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>Measures what a webhook costs the worker process, against the naive function's: processor time, allocations, memory.</summary>
internal static class CostCommand
{
    private const int Blocks = 20;
    private const int ManyConnections = 16;
    private const double MemoryFactor = 1.5;
    private const double GrowthFactor = 1.1;
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.Create(
            "--count", "How many webhooks each function gets in each measurement.", least: Blocks, preset: 10_000);
        var heapLimit = NumberOption.Create(
            "--heap-limit", "How much managed memory each worker process may have. 0, the default, is no limit.", least: 0, preset: 0, unit: "MB");
        var folders = new AppFolders();
        var command = new Command(
            "cost",
            "What a webhook costs the worker process on storage that responds at once, against a naive function app's, by turns: "
            + "processor time, allocations, memory.") { count, heapLimit };
        folders.AddTo(command);
        command.SetAction((arguments, cancellationToken) =>
        {
            var limit = arguments.GetValue(heapLimit);
            return RunAsync(
                arguments.GetValue(count),
                connection => MeasuredApps.Limited(folders.Receiver(arguments, connection), limit),
                connection => MeasuredApps.Limited(folders.Naive(arguments, connection), limit),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        int count,
        Func<string, FunctionsHostOptions> receiverApp,
        Func<string, FunctionsHostOptions> naiveApp,
        CancellationToken cancellationToken)
    {
        await using var storage = await InstantStorage.StartAsync(TimeSpan.Zero, cancellationToken);
        await using var receiver = await FunctionsHost.StartAsync(receiverApp(storage.ConnectionString), cancellationToken);
        await using var naive = await FunctionsHost.StartAsync(naiveApp(storage.ConnectionString), cancellationToken);
        var functions = await MeasuredFunction.AllOfAsync(receiver, naive);
        using var client = new HttpClient();
        var verdicts = new Verdicts("What a webhook costs the worker process");
        foreach (var length in MeasuredApps.BodyLengths)
        {
            var sender = new RoundRobinSender(client, functions, length);
            await AddProcessorAsync(verdicts, sender, length, count, cancellationToken);
            await AddAllocationsAsync(verdicts, client, functions, length, count / Blocks, cancellationToken);
            await AddMemoryAsync(verdicts, sender, functions, length, count, cancellationToken);
        }

        return verdicts.Print();
    }

    private static async Task AddProcessorAsync(
        Verdicts verdicts, RoundRobinSender sender, int length, int count, CancellationToken cancellationToken)
    {
        // Compiling in the background takes processor time, too: until it is over, that is what would be measured.
        await sender.SendByTurnsAsync(ManyConnections, count, cancellationToken);

        var times = await sender.MeasureProcessorAsync(Blocks, count / Blocks, cancellationToken);
        verdicts.AddAtMost($"processor time of a webhook of {length:N0} bytes", times[0], times[1], times[1], "µs");

        // What a worker takes for any invocation is the empty function's time.
        verdicts.AddFigure("less an empty function's", times[0] - times[2], times[1] - times[2], "µs");
    }

    private static async Task AddAllocationsAsync(
        Verdicts verdicts, HttpClient client, MeasuredFunction[] functions, int length, int count, CancellationToken cancellationToken)
    {
        var bytes = new double[functions.Length];
        for (var i = 0; i < functions.Length; i++)
        {
            var sender = new RoundRobinSender(client, [functions[i]], length);
            var allocated = await AllocationTrace.MeasureAsync(
                functions[i].WorkerId, () => sender.SendByTurnsAsync(1, count, cancellationToken), cancellationToken);
            bytes[i] = allocated / 1024.0 / count;
        }

        verdicts.AddFigure("allocated by it", bytes[0], bytes[1], "KiB");
        verdicts.AddFigure("less an empty function's", bytes[0] - bytes[2], bytes[1] - bytes[2], "KiB");
    }

    private static async Task AddMemoryAsync(
        Verdicts verdicts,
        RoundRobinSender sender,
        MeasuredFunction[] functions,
        int length,
        int count,
        CancellationToken cancellationToken)
    {
        await sender.SendByTurnsAsync(ManyConnections, count, cancellationToken);
        var before = functions[0].Memory / Mebibyte;
        await sender.SendByTurnsAsync(ManyConnections, count, cancellationToken);
        var (ours, naive) = (functions[0].Memory / Mebibyte, functions[1].Memory / Mebibyte);
        verdicts.AddAtMost(
            $"memory after {2 * count:N0} of {length:N0} bytes over {ManyConnections} connections",
            ours,
            naive,
            naive * MemoryFactor,
            "MiB");
        verdicts.AddAtMost("the same, against after half of them", ours, before, before * GrowthFactor, "MiB");
        verdicts.AddFigure("the most so far", functions[0].PeakMemory / Mebibyte, functions[1].PeakMemory / Mebibyte, "MiB");
    }
}
