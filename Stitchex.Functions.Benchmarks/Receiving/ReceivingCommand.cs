using System.CommandLine;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;
using Stitchex.Local.Load;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>Measures acknowledgements against the naive function's.</summary>
internal static class ReceivingCommand
{
    private const double MedianFactor = 1.05;
    private const int ManyConnections = 16;
    private const int Blocks = 20;
    private const int FactorWithoutEmulator = 5;

    private static readonly TimeSpan FarDelay = TimeSpan.FromMilliseconds(5);
    private static readonly int[] Lengths = [1024, 40 * 1024];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.Create(
            "--count", "How many webhooks each function gets in each measurement.", least: Blocks, preset: 2000);
        var command = new Command(
            "receiving",
            "Acknowledgements against a naive function app's, by turns: times on Azurite and on storage that is 5 ms away, processor time of the "
            + "worker process on storage that responds at once.") { count };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(count), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts("Acknowledgement");
        await using (var storage = await InstantStorage.StartAsync(TimeSpan.Zero, cancellationToken))
        {
            await MeasureAsync(storage.ConnectionString, (functions, length) =>
                AddProcessorAsync(verdicts, functions, length, count * FactorWithoutEmulator, cancellationToken));
        }

        await using (var azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken: cancellationToken))
        {
            await AddEmulatorAsync("one emulator", azurite.ConnectionString);

            // An emulator has one thread. In Azure, tables and queues are services of their own.
            await using var queues = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken: cancellationToken);
            await AddEmulatorAsync("queues apart", WithQueuesOf(azurite.ConnectionString, queues.ConnectionString));
        }

        // Waiting side by side is worth something only where one waits: an emulator on this machine works instead.
        await using (var storage = await InstantStorage.StartAsync(FarDelay, cancellationToken))
        {
            await MeasureAsync(storage.ConnectionString, (functions, length) =>
                AddTimesAsync(verdicts, $"{FarDelay.TotalMilliseconds} ms away", functions, length, count / 2, cancellationToken));
        }

        return verdicts.Print();

        async Task AddEmulatorAsync(string name, string connection)
        {
            await StorageSetup.CreateAsync(connection, cancellationToken);
            await new TableClient(connection, MeasuredApps.NaiveName).CreateIfNotExistsAsync(cancellationToken);
            await new QueueClient(connection, MeasuredApps.NaiveName).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await MeasureAsync(connection, (functions, length) =>
                AddTimesAsync(verdicts, name, functions, length, count, cancellationToken));
        }

        async Task MeasureAsync(string connection, Func<MeasuredFunction[], int, Task> measure)
        {
            await using var receiver = await FunctionsHost.StartAsync(MeasuredApps.Receiver(connection), cancellationToken);
            await using var naive = await FunctionsHost.StartAsync(MeasuredApps.Naive(connection), cancellationToken);
            MeasuredFunction[] functions =
            [
                await MeasuredFunction.OfAsync(receiver, nameof(ReceiveWebhook)),
                await MeasuredFunction.OfAsync(naive, MeasuredApps.NaiveWebhook),
                await MeasuredFunction.OfAsync(naive, MeasuredApps.EmptyWebhook),
            ];
            foreach (var length in Lengths)
            {
                await measure(functions, length);
            }
        }
    }

    private static string WithQueuesOf(string tables, string queues)
    {
        static bool IsQueues(string part) => part.StartsWith("QueueEndpoint=", StringComparison.OrdinalIgnoreCase);
        return string.Join(
            ';',
            [.. tables.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(part => !IsQueues(part)), .. queues.Split(';').Where(IsQueues)]);
    }

    private static async Task AddTimesAsync(
        Verdicts verdicts, string storage, MeasuredFunction[] functions, int length, int count, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var sender = new RoundRobinSender(client, functions[..2], length);
        await sender.SendByTurnsAsync(ManyConnections, count, cancellationToken);

        var alone = await sender.SendByTurnsAsync(1, count, cancellationToken);
        var (ours, naive) = (Percentiles.At(alone[0], 0.5), Percentiles.At(alone[1], 0.5));
        verdicts.AddAtMost($"median, 1 connection, {length:N0} bytes, {storage}", ours, naive, naive * MedianFactor, "ms");

        var many = await sender.SendByTurnsAsync(ManyConnections, count, cancellationToken);
        (ours, naive) = (Percentiles.At(many[0], 0.99), Percentiles.At(many[1], 0.99));
        verdicts.AddAtMost($"p99, {ManyConnections} connections, {length:N0} bytes, {storage}", ours, naive, naive, "ms");
    }

    private static async Task AddProcessorAsync(
        Verdicts verdicts, MeasuredFunction[] functions, int length, int count, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var sender = new RoundRobinSender(client, functions, length);

        // Compiling in the background takes processor time, too: until it is over, that is what would be measured.
        await sender.MeasureProcessorAsync(1, count, cancellationToken);

        var rates = await sender.MeasureProcessorAsync(Blocks, count / Blocks, cancellationToken);
        verdicts.AddAtLeast($"webhooks a second of processor time, {length:N0} bytes", rates[0], rates[1], rates[1], "/s");

        // What a worker takes for any invocation is the empty function's time.
        verdicts.AddFigure(
            $"processor time of one, less an empty function's, {length:N0} bytes",
            Microseconds(rates[0], rates[2]),
            Microseconds(rates[1], rates[2]),
            "µs");
    }

    private static double Microseconds(double rate, double emptyRate) => ((1 / rate) - (1 / emptyRate)) * 1_000_000;
}
