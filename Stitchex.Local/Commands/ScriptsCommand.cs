using System.CommandLine;
using Spectre.Console;
using Stitchex.Functions.Destinations;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Tries a destination's script before it is deployed.</summary>
internal sealed class ScriptsCommand(OperatorArguments deployment)
{
    private readonly Argument<string> _script = new("script") { Description = "The script: a file, or the function itself." };
    private readonly Argument<string> _resource = new("resource") { Description = "The records' resource, such as invoice." };
    private readonly Argument<string[]> _ids = new("id")
    {
        Description = "The records' ids. Without any, those of the newest events.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<FileInfo?> _file = new("--file")
    {
        Description = "A record of your own, JSON, in place of a deployment's.",
        HelpName = "path",
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "Without ids: only events in this state, such as DeadLettered.",
        HelpName = "state",
    };

    private readonly Option<int> _max = NumberOption.Create("--max", "Without ids: how many records at most.", 1, 100, 5);

    private readonly Option<string> _type = new("--type")
    {
        Description = "What happened to the records: created, updated or deleted. Those that a deployment has as deleted are.",
        DefaultValueFactory = _ => DestinationKind.Updated,
    };

    public static Command Create(Func<IAnsiConsole>? console = null) => new ScriptsCommand(new OperatorArguments(console)).Build();

    private Command Build()
    {
        var command = deployment.Create("scripts", "Tries a destination's script on this machine, before it is deployed.", needsUrl: false);
        _type.AcceptOnlyFromAmong([.. DestinationKind.All]);
        var attempt = new Command("try", "Shows what a script makes of records, beside what they are. Nothing is sent.")
        {
            _script, _resource, _ids, _file, _state, _max, _type,
        };
        attempt.Validators.Add(result =>
        {
            if (deployment.HasUrl(result) == result.GetValue(_file) is not null)
            {
                result.AddError("Give --url for records of a deployment, or --file for one of your own.");
            }
        });
        attempt.SetAction((arguments, cancellationToken) => arguments.GetValue(_file) is { } file
            ? deployment.RunHereAsync(async console =>
            {
                var script = Prepare(arguments, console);
                script.TryFile(await ReadAsync(file, cancellationToken), arguments.GetRequiredValue(_type));
                return script.Conclude();
            })
            : deployment.RunAsync(arguments, async (console, client) =>
            {
                var script = Prepare(arguments, console);
                await script.TryRecordsAsync(
                    client,
                    arguments.GetValue(_ids)!,
                    arguments.GetValue(_state),
                    arguments.GetValue(_max),
                    arguments.GetRequiredValue(_type),
                    cancellationToken);
                return script.Conclude();
            }));
        command.Subcommands.Add(attempt);
        return command;
    }

    private ScriptConsole Prepare(ParseResult arguments, IAnsiConsole console)
    {
        var script = arguments.GetRequiredValue(_script);
        try
        {
            var source = File.Exists(script) ? ScriptSource.ReadFile(script, script) : ScriptSource.Read(script, Environment.CurrentDirectory);
            return new ScriptConsole(console, ChangeScripts.Prepare(source), arguments.GetRequiredValue(_resource));
        }
        catch (ScriptException e)
        {
            throw new OperatorException($"The script {e.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{file} cannot be read: {e.Message}");
        }
    }
}
