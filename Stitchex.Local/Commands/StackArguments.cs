using System.CommandLine;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Telemetry;
using Stitchex.Local.Demo;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Commands;

/// <summary>The options of all commands that start everything.</summary>
internal sealed class StackArguments
{
    private readonly Option<string?> _data = new("--data") { Description = "Keep storage in this folder. Without it, all is gone at the end.", HelpName = "folder", Recursive = true };
    private readonly Option<int> _seed = new("--seed") { Description = "What chance starts from.", DefaultValueFactory = _ => new StitchexSimulatorOptions().Seed, Recursive = true };
    private readonly Option<Uri?> _otlp = new("--otlp")
    {
        Description = "Send traces, metrics and log events to this collector, by OTLP over gRPC.",
        HelpName = "URL",
        Recursive = true,
        CustomParser = UrlArgument.Parser("--otlp", "http://127.0.0.1:4317"),
    };

    private readonly Option<bool> _log = new("--log") { Description = "Show the app's log.", Recursive = true };

    /// <summary>Adds the options to the root command, and so to those below it.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_data);
        root.Options.Add(_seed);
        root.Options.Add(_otlp);
        root.Options.Add(_log);
    }

    /// <summary>What the arguments say.</summary>
    public LocalStackOptions Of(ParseResult arguments) => new()
    {
        DataFolder = arguments.GetValue(_data),
        Settings = arguments.GetValue(_otlp) is { } otlp ? new Dictionary<string, string> { [TelemetryDestinations.OtlpSetting] = otlp.OriginalString } : [],
        Simulator = new StitchexSimulatorOptions { Seed = SeedOf(arguments), Webhooks = Scene.Webhooks },
        ConfigureLogging = logging =>
        {
            if (LogsIn(arguments))
            {
                logging.AddSimpleConsole(console => console.SingleLine = true);
            }
        },
    };

    /// <summary>What chance starts from.</summary>
    public int SeedOf(ParseResult arguments) => arguments.GetValue(_seed);

    /// <summary>Whether the app's log is shown.</summary>
    public bool LogsIn(ParseResult arguments) => arguments.GetValue(_log);

    /// <summary>Refuses the folder for storage in a command that keeps nothing.</summary>
    public void RefuseData(Command command) => command.Validators.Add(result =>
    {
        if (result.GetResult(_data) is { Implicit: false })
        {
            result.AddError($"{command.Name} begins with empty storage and keeps nothing. Leave {_data.Name} out.");
        }
    });
}
