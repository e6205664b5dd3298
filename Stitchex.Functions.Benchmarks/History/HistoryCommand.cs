using System.CommandLine;
using Spectre.Console;
using Stitchex.Functions.Benchmarks.Processing;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Load;

namespace Stitchex.Functions.Benchmarks.History;

/// <summary>Counts the requests that work makes with ten stored events and with a million.</summary>
internal static class HistoryCommand
{
    private const int Few = 10;
    private const int FirstRecord = 1_000_000;
    private const int PurgedEvents = 10_000;
    private const double MaxRequestsPerPurgedEvent = 2.1;

    // A sweep looks once at each event of the last hours: that is the rate, not history. And what is within the retention is not purged.
    private static readonly TimeSpan Past = TimeSpan.FromDays(1);
    private static readonly TimeSpan Span = TimeSpan.FromDays(27);
    private static readonly TimeSpan Expired = TimeSpan.FromDays(40);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var events = NumberOption.Create("--events", "How many events are stored.", least: 1, preset: 1_000_000);
        var command = new Command("history", "Requests to storage of each kind of work, with ten stored events and with a million, in memory.") { events };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(events), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int events, CancellationToken cancellationToken)
    {
        var few = await CountAsync(Few, cancellationToken);
        var many = await CountAsync(events, cancellationToken);
        var verdicts = new Verdicts($"Requests to storage with {events:N0} stored events, against {Few}");
        foreach (var (work, requests) in many)
        {
            if (work.StartsWith("purge", StringComparison.Ordinal))
            {
                verdicts.AddAtMost(work, (double)requests / PurgedEvents, (double)few[work] / PurgedEvents, MaxRequestsPerPurgedEvent, "an event");
            }
            else
            {
                verdicts.AddAtMost(work, requests, few[work], few[work], "requests");
            }
        }

        return verdicts.Print();
    }

    private static async Task<Dictionary<string, int>> CountAsync(int events, CancellationToken cancellationToken)
    {
        var storage = new MemoryStorage();
        await AnsiConsole.Status().StartAsync(
            $"Storing {events:N0} events",
            _ => FillAsync(storage, events, new EarlierTime(Past), eventsPerRecord: 50, FirstRecord, cancellationToken));
        await using var api = await FixedLatencyApi.StartAsync(TimeSpan.Zero, cancellationToken);
        using var app = MemoryStack.Create(storage, api, _ => { });
        var work = new HistoryWork(storage, app.Services);
        await work.WarmUpAsync(cancellationToken);

        var counts = new Dictionary<string, int>
        {
            ["receiving a new event"] = await storage.CountAsync(() => work.ReceiveAsync(1, cancellationToken)),
        };
        var message = await work.TakeMessageAsync(cancellationToken);
        counts["processing an event of a new record"] = await storage.CountAsync(() => work.ProcessAsync(message, cancellationToken));
        counts["receiving a duplicate"] = await storage.CountAsync(() => work.ReceiveAsync(1, cancellationToken));
        await work.ReceiveAsync(2, cancellationToken);
        message = await work.TakeMessageAsync(cancellationToken);
        counts["processing an event of a known record"] = await storage.CountAsync(() => work.ProcessAsync(message, cancellationToken));
        var newest = await work.ListAsync(cancellationToken);
        counts["a page of the index, 5 events"] = await storage.CountAsync(() => work.ListAsync(cancellationToken));
        counts["finding a record by its number"] = await storage.CountAsync(() => work.FindAsync(FirstRecord, cancellationToken));
        counts["one replay"] = await storage.CountAsync(() => work.ReplayAsync(newest, cancellationToken));
        counts["a sweep"] = await storage.CountAsync(() => work.SweepAsync(cancellationToken));
        foreach (var (name, perRecord, firstRecord) in new[] { ("purge, an event per record", 1, 10_000_000), ("purge, 50 events per record", 50, 20_000_000) })
        {
            await FillAsync(storage, PurgedEvents, new EarlierTime(Expired), perRecord, firstRecord, cancellationToken, TimeSpan.FromHours(1));
            counts[name] = await storage.CountAsync(() => work.PurgeAsync(PurgedEvents, cancellationToken));
        }

        return counts;
    }

    private static Task FillAsync(
        MemoryStorage storage, int events, TimeProvider time, int eventsPerRecord, int firstRecord, CancellationToken cancellationToken, TimeSpan? span = null) =>
        new StoredEvents(MemoryStorage.ConnectionString, time, MemoryStack.TableOptions(storage)) { AreAllHandled = true, EventsPerRecord = eventsPerRecord, FirstRecord = firstRecord }
            .InsertAsync(events, span ?? Span, cancellationToken);

    private sealed class EarlierTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - by;
    }
}
