using Spectre.Console;
using Stitchex.Functions.Tests.EndToEnd;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>One running deployment for the tests of several commands for operators.</summary>
[CollectionDefinition(Name)]
public sealed class OperatorCommands : ICollectionFixture<AppFixture>
{
    /// <summary>What the collection is called.</summary>
    public const string Name = "Commands for operators";

    /// <summary>Makes a console for a command, which writes whole lines.</summary>
    public static IAnsiConsole ConsoleTo(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 1000;
        return console;
    }
}
