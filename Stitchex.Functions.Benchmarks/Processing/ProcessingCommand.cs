using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Functions;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Processing;

/// <summary>Measures how fast events are processed by one instance, and what it holds meanwhile.</summary>
internal static class ProcessingCommand
{
    private const double Share = 0.9;
    private const int Records = 1_000;
    private const double Megabyte = 1024 * 1024;

    private static readonly TimeSpan ApiDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = NumberOption.AtLeast(4, new Option<int>("--rounds") { Description = $"How many times each of {Records:N0} records changes.", HelpName = "N", DefaultValueFactory = _ => 20 });
        var command = new Command("processing", "Events processed in a second, with an API that answers in 50 ms, on storage in memory; and the memory that it takes.") { rounds };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(rounds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var storage = new MemoryStorage();
        await using var api = await SteadyApi.StartAsync(ApiDelay, cancellationToken);
        await ReceiveAsync(storage, api, rounds, cancellationToken);

        var count = rounds * Records;
        var memory = new double[rounds + 1];
        var handler = new CountingHandler(count, done =>
        {
            if (done % Records == 0)
            {
                memory[done / Records] = GC.GetTotalMemory(forceFullCollection: true) / Megabyte;
            }
        });
        await using (await MemoryStack.StartAsync(storage, api, [typeof(ProcessEvent)], services => services.AddSingleton(handler).AddRecordHandler<CountingHandler>(), cancellationToken))
        {
            await handler.All.WaitAsync(cancellationToken);
        }

        var queues = HostJson.Read(Path.Combine(AppContext.BaseDirectory, "host.json")).Queues;
        var concurrency = queues.BatchSize + queues.EffectiveNewBatchThreshold;
        var possible = concurrency / ApiDelay.TotalSeconds;
        var verdicts = new Verdicts($"Processing {count:N0} events, {concurrency} at once");

        // The first round makes the records' rows and blobs, and the code warm.
        verdicts.AddAtLeast("events a second", handler.RateBetween(Records, count - 1), possible, possible * Share, "/s");
        verdicts.AddFigure("heap at the end, against that after the second round", memory[rounds], memory[2], "MiB");
        return verdicts.Print();
    }

    private static async Task ReceiveAsync(MemoryStorage storage, SteadyApi api, int rounds, CancellationToken cancellationToken)
    {
        await using var host = await MemoryStack.StartAsync(storage, api, [typeof(ReceiveWebhook)], _ => { }, cancellationToken);
        var receiver = host.Services.GetRequiredService<WebhookReceiver>();
        for (var version = 1; version <= rounds; version++)
        {
            for (var record = 1; record <= Records; record++)
            {
                await receiver.ReceiveAsync(new MemoryStream(SteadyApi.Webhook(record, version)), cancellationToken);
            }
        }
    }
}
