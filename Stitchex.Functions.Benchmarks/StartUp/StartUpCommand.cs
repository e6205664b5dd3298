using System.CommandLine;
using System.Diagnostics;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.StartUp;

/// <summary>Measures the time from a worker process's start to its first acknowledged webhook, ours and an empty one's.</summary>
internal static class StartUpCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.AtLeast(1, new Option<int>("--count")
        {
            Description = "How many times each app is started.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        });
        var app = FolderOption("--app", "Where the receiver was published; its build unless given.");
        var emptyApp = FolderOption("--empty-app", "Where NaiveApp was published; its build unless given.");
        var command = new Command(
            "start-up", "Time from a worker process's start to its first acknowledged webhook, against an empty function, by turns.")
        {
            count,
            app,
            emptyApp,
        };
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(arguments.GetValue(count), arguments.GetValue(app), arguments.GetValue(emptyApp), cancellationToken));
        return command;
    }

    private static Option<DirectoryInfo> FolderOption(string name, string description) =>
        new Option<DirectoryInfo>(name) { Description = description, HelpName = "DIRECTORY" }.AcceptExistingOnly();

    private static async Task<int> RunAsync(int count, DirectoryInfo? app, DirectoryInfo? emptyApp, CancellationToken cancellationToken)
    {
        await using var storage = await InstantStorage.StartAsync(TimeSpan.Zero, cancellationToken);
        var receiver = In(app, MeasuredApps.Receiver(storage.ConnectionString));
        var naive = In(emptyApp, MeasuredApps.Naive(storage.ConnectionString));
        List<(double Ready, double Acknowledged)> ours = [];
        List<(double Ready, double Acknowledged)> empty = [];
        for (var i = 0; i <= count; i++)
        {
            ours.Add(await MeasureAsync(receiver, nameof(ReceiveWebhook), cancellationToken));
            empty.Add(await MeasureAsync(naive, MeasuredApps.EmptyWebhook, cancellationToken));
        }

        // The first start is the one in which this process compiles the host.
        ours.RemoveAt(0);
        empty.RemoveAt(0);
        var verdicts = new Verdicts("Start-up, medians; ours against an empty function in the same host");
        Add("process start until it takes requests", times => times.Ready);
        Add("process start to first acknowledgement", times => times.Acknowledged);
        return verdicts.Print();

        void Add(string name, Func<(double Ready, double Acknowledged), double> time) =>
            verdicts.AddFigure(name, Median(ours.Select(time)), Median(empty.Select(time)), "ms");
    }

    private static FunctionsHostOptions In(DirectoryInfo? folder, FunctionsHostOptions app) =>
        folder is null ? app : app with { AppFolder = folder.FullName };

    private static async Task<(double Ready, double Acknowledged)> MeasureAsync(
        FunctionsHostOptions app, string function, CancellationToken cancellationToken)
    {
        var started = DateTimeOffset.MaxValue;
        var ready = 0.0;
        await using var host = await FunctionsHost.StartAsync(app with { OnWorkerStarted = NoteStart }, cancellationToken);

        using var client = new HttpClient();
        using var content = new ByteArrayContent(SampleBody.Create(recordId: 7, 4096));
        using var response = await client.PostAsync(host.FunctionUrl(function), content, cancellationToken);
        var acknowledged = SinceStart();
        response.EnsureSuccessStatusCode();
        return (ready, acknowledged);

        void NoteStart(int processId)
        {
            using var worker = Process.GetProcessById(processId);
            started = worker.StartTime;
            ready = SinceStart();
        }

        double SinceStart() => (TimeProvider.System.GetUtcNow() - started).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }
}
