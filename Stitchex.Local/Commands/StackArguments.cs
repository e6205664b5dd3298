using System.CommandLine;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Demo;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Commands;

/// <summary>The options of all commands that start everything.</summary>
internal sealed class StackArguments
{
    private readonly Option<string?> _data = new("--data") { Description = "Keep storage in this folder. Without it, all is gone at the end.", HelpName = "folder", Recursive = true };
    private readonly Option<int> _seed = new("--seed") { Description = "What chance starts from.", DefaultValueFactory = _ => new StitchexSimulatorOptions().Seed, Recursive = true };
    private readonly Option<bool> _log = new("--log") { Description = "Show the app's log.", Recursive = true };

    /// <summary>Adds the options to the root command, and so to those below it.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_data);
        root.Options.Add(_seed);
        root.Options.Add(_log);
    }

    /// <summary>What the arguments say.</summary>
    public LocalStackOptions Of(ParseResult arguments) => new()
    {
        DataFolder = arguments.GetValue(_data),
        Simulator = new StitchexSimulatorOptions { Seed = arguments.GetValue(_seed), Webhooks = Scene.Webhooks },
        ConfigureLogging = logging =>
        {
            if (arguments.GetValue(_log))
            {
                logging.AddSimpleConsole(console => console.SingleLine = true);
            }
        },
    };
}
