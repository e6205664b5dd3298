using System.CommandLine;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Functions;
using Stitchex.Functions.Records;
using Stitchex.Local.Chaos;
using Stitchex.Local.Chaos.Journal;
using Stitchex.Local.Hosting;

namespace Stitchex.Local.Commands;

/// <summary>Runs only the functions, for a process that starts and kills this one.</summary>
internal static class FunctionsOnlyCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "functions-only";

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name) { Hidden = true };
        command.SetAction((_, cancellationToken) => RunAsync(FunctionsProcessOptions.Read(), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FunctionsProcessOptions options, CancellationToken cancellationToken)
    {
        using var journal = new JournalFile(options.JournalPath);
        var requests = new StorageRequestCount();
        await using (var host = await FunctionsHost.StartAsync(HostOptions(options, journal, requests), cancellationToken))
        {
            Console.WriteLine(host.FunctionUrl(nameof(ReceiveWebhook)));

            // It ends when the other process does, however that one ends.
            await Console.In.ReadToEndAsync(cancellationToken);
        }

        Console.WriteLine(requests.Value);
        return 0;
    }

    private static FunctionsHostOptions HostOptions(FunctionsProcessOptions options, JournalFile journal, StorageRequestCount requests) => new()
    {
        Settings = FunctionsProcessOptions.ReadSettings(),
        HostJsonPath = options.HostJsonPath,
        MessageLease = options.MessageLease,
        PreferredPort = options.Port,
        Keys = new FunctionsHostKeys { FunctionKeys = new Dictionary<string, string> { [nameof(ReceiveWebhook)] = options.FunctionKey } },
        ConfigureApp = builder =>
        {
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton(journal);
            builder.Services.AddSingleton<HttpPipelinePolicy>(requests);
            builder.Services.AddRecordHandler<JournalHandler>();
            builder.AddStitchexReceiver();
        },
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
