using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Hosting;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;

namespace Stitchex.Local.Commands;

/// <summary>Runs only the functions host and its worker, for a process that starts and kills this one.</summary>
internal static class FunctionsOnlyCommand
{
    public static Command Create()
    {
        var command = new Command(FunctionsProcess.CommandName) { Hidden = true };
        command.SetAction((_, cancellationToken) => RunAsync(FunctionsProcessOptions.Read(), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FunctionsProcessOptions options, CancellationToken cancellationToken)
    {
        await using var host = await FunctionsHost.StartAsync(HostOptions(options), cancellationToken);
        Console.WriteLine(host.FunctionUrl(nameof(ReceiveWebhook)));

        // It ends when the other process does, however that one ends, or when a signal tells it to. Reading from the console blocks.
        var parentGone = Task.Run(() => Console.In.ReadToEnd(), CancellationToken.None);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (await Task.WhenAny(parentGone, stopped, host.Failed) == host.Failed)
        {
            throw new FunctionsHostException(await host.Failed);
        }

        return 0;
    }

    private static FunctionsHostOptions HostOptions(FunctionsProcessOptions options) => new()
    {
        Settings = options.Settings,
        HostJsonPath = options.HostJsonPath,
        MessageLease = options.MessageLease,
        Port = options.Port,
        Key = options.FunctionKey,
        Extension = JournalExtension.Create(new JournalOptions(options.JournalPath, options.LongestHandling, options.FailureShare)),
        ExpectsKills = options.ExpectsKills,
        OnWorkerStarted = id => Console.WriteLine(id),
        ConfigureLogging = logging =>
        {
            if (options.Logs)
            {
                logging.AddSimpleConsole(console =>
                {
                    console.SingleLine = true;
                    console.UseUtcTimestamp = true;
                    console.TimestampFormat = "HH:mm:ss.fff ";
                });
                logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            }
        },
    };
}
