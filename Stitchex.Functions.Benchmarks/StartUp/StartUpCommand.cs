using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Benchmarks.Receiving;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Functions;
using Stitchex.Local.Commands;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.StartUp;

/// <summary>Measures the time from a process's start to its first acknowledged webhook, of the receiver and of an empty function app.</summary>
internal static class StartUpCommand
{
    private const string ChildName = "start-up-child";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var count = NumberOption.AtLeast(1, new Option<int>("--count") { Description = "How many times each app is started.", HelpName = "N", DefaultValueFactory = _ => 20 });
        var command = new Command("start-up", "Time from a process's start to its first acknowledged webhook, against an empty function app, by turns.") { count };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments.GetValue(count), cancellationToken));
        return command;
    }

    /// <summary>Makes the command that each measured process runs.</summary>
    public static Command CreateChild()
    {
        var isEmpty = new Option<bool>("--empty");
        var command = new Command(ChildName) { isEmpty };
        command.Hidden = true;
        command.SetAction((arguments, cancellationToken) => RunChildAsync(arguments.GetValue(isEmpty), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        List<(double Started, double Acknowledged)> ours = [];
        List<(double Started, double Acknowledged)> empty = [];
        for (var i = 0; i < count; i++)
        {
            ours.Add(await MeasureAsync(isEmpty: false, cancellationToken));
            empty.Add(await MeasureAsync(isEmpty: true, cancellationToken));
        }

        var verdicts = new Verdicts("Start-up, medians; ours against an empty function app in the same host");
        verdicts.AddFigure("process start to host started", Median(ours.Select(times => times.Started)), Median(empty.Select(times => times.Started)), "ms");
        verdicts.AddFigure("process start to first acknowledgement", Median(ours.Select(times => times.Acknowledged)), Median(empty.Select(times => times.Acknowledged)), "ms");
        return verdicts.Print();
    }

    private static async Task<(double Started, double Acknowledged)> MeasureAsync(bool isEmpty, CancellationToken cancellationToken)
    {
        string[] arguments = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StartUpCommand).Assembly.Location] : [];
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. arguments, ChildName, .. isEmpty ? ["--empty"] : Array.Empty<string>()])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await child.StandardOutput.ReadToEndAsync(cancellationToken);
        await child.WaitForExitAsync(cancellationToken);
        return output.Split() is [var started, var acknowledged, ..] && child.ExitCode == 0
            ? (double.Parse(started, CultureInfo.InvariantCulture), double.Parse(acknowledged, CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"The process that was measured ended with {child.ExitCode}.");
    }

    private static async Task<int> RunChildAsync(bool isEmpty, CancellationToken cancellationToken)
    {
        using var process = Process.GetCurrentProcess();
        double SinceStart() => (TimeProvider.System.GetUtcNow() - process.StartTime).TotalMilliseconds;
        await using var host = await FunctionsHost.StartAsync(isEmpty ? EmptyApp() : ReceiverApp(), cancellationToken);
        var started = SinceStart();

        using var client = new HttpClient();
        using var content = new ByteArrayContent(SampleBody.Create(recordId: 7, 4096));
        using var response = await client.PostAsync(host.FunctionUrl(isEmpty ? nameof(EmptyWebhook) : nameof(ReceiveWebhook)), content, cancellationToken);
        var acknowledged = SinceStart();
        response.EnsureSuccessStatusCode();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{started} {acknowledged}"));
        return 0;
    }

    private static FunctionsHostOptions EmptyApp() => new() { FunctionTypes = [typeof(EmptyWebhook)], Settings = ReceivingHost.SettingsOf(InstantStorage.ConnectionString) };

    private static FunctionsHostOptions ReceiverApp() => new()
    {
        FunctionTypes = [typeof(ReceiveWebhook)],
        Settings = ReceivingHost.SettingsOf(InstantStorage.ConnectionString),
        ConfigureApp = app =>
        {
            app.AddStitchexReceiver();
            app.Services.AddSingleton<HttpPipelinePolicy>(new InstantStorage());
        },
    };

    private static double Median(IEnumerable<double> times)
    {
        double[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }
}
