using System.CommandLine;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Storage;
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

    private static readonly TimeSpan FarDelay = TimeSpan.FromMilliseconds(5);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.Create(
            "--count", "How many webhooks each function gets in each measurement.", least: 2, preset: 2000);
        var command = new Command(
            "receiving",
            "Times of acknowledgements against a naive function app's, by turns: on Azurite, and on storage that is 5 ms away.") { count };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(count), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        var verdicts = new Verdicts("Acknowledgement");
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
            var functions = await MeasuredFunction.AllOfAsync(receiver, naive);
            foreach (var length in MeasuredApps.BodyLengths)
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
}
