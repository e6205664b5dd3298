using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Telemetry;
using Stitchex.Local.Demo;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Commands;

/// <summary>The options of all commands that start everything.</summary>
internal sealed class StackArguments
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Keep storage and what Stitchex has in this folder. Without it, all is gone at the end.",
        HelpName = "folder",
        Recursive = true,
    };

    private readonly Option<int> _seed = new("--seed") { Description = "What chance starts from.", DefaultValueFactory = _ => new StitchexSimulatorOptions().Seed, Recursive = true };
    private readonly Option<Uri?> _otlp = new("--otlp")
    {
        Description = "Send traces, metrics and log events to this collector, by OTLP over gRPC.",
        HelpName = "URL",
        Recursive = true,
        CustomParser = UrlArgument.Parser("--otlp", "http://127.0.0.1:4317"),
    };

    private readonly Option<bool> _log = new("--log") { Description = "Show the app's log.", Recursive = true };

    private readonly Option<int> _port = NumberOption.Create(
        "--port", "The port of the functions. Without it: 7071 if it is free, or else any.", 1, 65535);

    private readonly Option<string?> _key = new("--key")
    {
        Description = "The host key, so that URLs stay the same; the webhook's key is it with -webhook behind. Without it, both are random.",
        HelpName = "text",
        CustomParser = ParseKey,
    };

    private readonly Option<KeyValuePair<string, string>[]> _set = new("--set")
    {
        Description = "An app setting, such as Stitchex:Processing:RetryDelay=00:00:05, in place of the environment's. May be repeated.",
        HelpName = "name=value",
        CustomParser = ParseSettings,
    };

    /// <summary>Adds the options to the root command, and so to those below it; some only to the commands that start a stack.</summary>
    public void AddTo(RootCommand root, params IReadOnlyList<Command> starting)
    {
        foreach (var option in (Option[])[_data, _seed, _otlp, _log])
        {
            root.Options.Add(option);
        }

        foreach (var command in starting.Prepend(root))
        {
            command.Options.Add(_port);
            command.Options.Add(_key);
            command.Options.Add(_set);
        }

        // Before the name of a command, the root command's options are understood, whether or not the command has them.
        foreach (var command in root.Subcommands.Except(starting))
        {
            Refuse(command, [_port, _key, _set], option => $"{command.Name} has no {option}.");
        }
    }

    /// <summary>What the arguments say, and the settings that hold for the app on this machine.</summary>
    /// <exception cref="StackException">local.settings.json cannot be read.</exception>
    public LocalStackOptions From(ParseResult arguments)
    {
        var set = arguments.GetValue(_set) ?? [];
        var given = GivenSettings.Read(Environment.CurrentDirectory, EnvironmentVariables(), set);
        var settings = new Dictionary<string, string>(given.Values, SettingNames.Comparer);
        if (arguments.GetValue(_otlp) is { } otlp)
        {
            settings[TelemetryDestinations.OtlpSetting] = otlp.OriginalString;
        }

        return new LocalStackOptions
        {
            DataFolder = arguments.GetValue(_data),
            StorageConnectionString = settings.GetValueOrDefault(LocalSettings.Storage),
            Settings = settings,
            SettingsSources = given.Sources,
            Port = arguments.GetResult(_port) is null ? null : arguments.GetValue(_port),
            Key = arguments.GetValue(_key),
            Simulator = new StitchexSimulatorOptions { Seed = SeedOf(arguments), Webhooks = DemoScenario.Webhooks },
            ConfigureLogging = logging =>
            {
                if (LogsIn(arguments))
                {
                    // The servers of the simulator and of the host tell of each request, at length.
                    logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
                    logging.AddSimpleConsole(console => console.SingleLine = true);
                }
            },
        };
    }

    /// <summary>What chance starts from.</summary>
    public int SeedOf(ParseResult arguments) => arguments.GetValue(_seed);

    /// <summary>Whether the app's log is shown.</summary>
    public bool LogsIn(ParseResult arguments) => arguments.GetValue(_log);

    /// <summary>Refuses the folder for storage in a command that keeps nothing.</summary>
    public void RefuseData(Command command) =>
        Refuse(command, [_data], option => $"{command.Name} begins with nothing and keeps nothing. Leave {option} out.");

    private static void Refuse(Command command, IReadOnlyList<Option> options, Func<string, string> reason) =>
        command.Validators.Add(result =>
        {
            foreach (var option in options.Where(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError(reason(option.Name));
            }
        });

    // It is a part of URLs as it is.
    private static string? ParseKey(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "-._~=".Contains(character)))
        {
            return text;
        }

        argument.AddError($"--key is '{text}'. Give letters, digits and any of -._~= only.");
        return null;
    }

    private static KeyValuePair<string, string>[] ParseSettings(ArgumentResult argument)
    {
        List<KeyValuePair<string, string>> settings = [];
        foreach (var text in argument.Tokens.Select(token => token.Value))
        {
            var parts = text.Split('=', 2);
            if (parts.Length < 2 || string.IsNullOrWhiteSpace(parts[0]))
            {
                argument.AddError($"--set is '{text}'. Give a name, =, and a value, such as Stitchex:Processing:RetryDelay=00:00:05.");
                return [];
            }

            settings.Add(new(parts[0].Trim(), parts[1]));
        }

        return [.. settings];
    }

    private static List<KeyValuePair<string, string>> EnvironmentVariables() =>
    [
        .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? "")),
    ];
}
