using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Processing;
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
    private const int WarmRounds = 2;
    private const double Megabyte = 1024 * 1024;

    private static readonly TimeSpan ApiDelay = TimeSpan.FromMilliseconds(50);
    private static readonly IConfigurationSection Queues =
        HostJson.Read(Path.Combine(new FunctionsHostOptions().AppFolder, "host.json")).Extensions.GetSection("queues");

    private static int BatchSize => Queues.GetValue<int>("batchSize");

    private static int NewBatchThreshold => Queues.GetValue<int>("newBatchThreshold");

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var rounds = NumberOption.Create(
            "--rounds", $"How many times each of {Records:N0} records changes.", least: WarmRounds + 1, preset: 20);
        var command = new Command("processing", "Events processed in a second, with an API that responds in 50 ms, on storage in memory; and the memory that it takes.") { rounds };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(rounds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var messages = BatchSize + NewBatchThreshold;
        var requests = new StitchexApiOptions().MaxConcurrentRequests;
        var verdicts = new Verdicts($"Processing {rounds * Records:N0} events, {messages} at once");
        await AddAsync(verdicts, $"{requests} requests at once", requests, rounds, cancellationToken);
        await AddAsync(verdicts, $"{messages} requests at once", messages, rounds, cancellationToken);
        return verdicts.Print();
    }

    private static async Task AddAsync(Verdicts verdicts, string name, int concurrency, int rounds, CancellationToken cancellationToken)
    {
        var run = await AnsiConsole.Status().StartAsync($"Processing, {name}", _ => MeasureAsync(concurrency, rounds, cancellationToken));
        var possible = concurrency / ApiDelay.TotalSeconds;
        verdicts.AddAtLeast($"events a second, {name}", run.Rate, possible, possible * Share, "/s");
        verdicts.AddFigure("the same, against what the API allowed with its own times", run.Rate, concurrency / run.ApiTime.TotalSeconds, "/s");
        verdicts.AddFigure("heap at the end, against that after the second round", run.HeapAtEnd, run.HeapWhenWarm, "MiB");
    }

    private static async Task<ProcessingRun> MeasureAsync(int concurrency, int rounds, CancellationToken cancellationToken)
    {
        var storage = new MemoryStorage();
        await using var api = await FixedLatencyApi.StartAsync(ApiDelay, cancellationToken);
        await ReceiveAsync(storage, api, rounds, cancellationToken);

        // The first rounds make the records' rows and blobs, and the code warm.
        var (warm, all) = (WarmRounds * Records, rounds * Records);
        var (heapWhenWarm, heapAtEnd) = (0.0, 0.0);
        var handler = new CountingHandler(all, done =>
        {
            heapWhenWarm = done == warm ? Heap() : heapWhenWarm;
            heapAtEnd = done == all ? Heap() : heapAtEnd;
        });
        using var times = new ApiTimes();
        using (var app = MemoryStack.Create(storage, api, Configure))
        {
            await new QueueLoop(MemoryStack.EventsQueue(storage), app.Services.GetRequiredService<EventProcessor>())
                .RunAsync(BatchSize, NewBatchThreshold, handler.All, cancellationToken);
        }

        return new ProcessingRun(handler.RateBetween(warm + 1, all - 1), times.Mean, heapWhenWarm, heapAtEnd);

        void Configure(IServiceCollection services)
        {
            services.AddSingleton(handler).AddRecordHandler<CountingHandler>();
            services.Configure<StitchexApiOptions>(options => options.MaxConcurrentRequests = concurrency);
        }
    }

    private static double Heap() => GC.GetTotalMemory(forceFullCollection: true) / Megabyte;

    private static async Task ReceiveAsync(MemoryStorage storage, FixedLatencyApi api, int rounds, CancellationToken cancellationToken)
    {
        using var app = MemoryStack.Create(storage, api, _ => { });
        var receiver = app.Services.GetRequiredService<WebhookReceiver>();
        for (var version = 1; version <= rounds; version++)
        {
            for (var record = 1; record <= Records; record++)
            {
                await receiver.ReceiveAsync(new MemoryStream(FixedLatencyApi.Webhook(record, version)), cancellationToken);
            }
        }
    }

    private sealed record ProcessingRun(double Rate, TimeSpan ApiTime, double HeapWhenWarm, double HeapAtEnd);
}
