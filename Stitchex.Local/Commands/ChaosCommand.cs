using System.CommandLine;
using Stitchex.Local.Chaos;

namespace Stitchex.Local.Commands;

/// <summary>Kills the functions' process repeatedly while webhooks come in, and shows that nothing is lost.</summary>
internal static class ChaosCommand
{
    private static readonly ChaosOptions Defaults = new();

    /// <summary>Makes the command.</summary>
    /// <param name="shared">The options of all commands that start something.</param>
    public static Command Create(StackArguments shared)
    {
        var events = NumberOption.AtLeast(1, new Option<int>("--events") { Description = "How many events Stitchex tells of.", HelpName = "N", DefaultValueFactory = _ => Defaults.Events });
        var killsEvery = NumberOption.AtLeast(1, new Option<int>("--kills-every") { Description = "How long a process lives on the average.", HelpName = "seconds", DefaultValueFactory = _ => (int)Defaults.KillsEvery.TotalSeconds });
        var rate = NumberOption.Between(1, 1000, new Option<int>("--rate") { Description = "How many events there are in a second, at most.", HelpName = "N", DefaultValueFactory = _ => Defaults.Rate });
        var command = new Command("chaos", "Kills the functions' process repeatedly while webhooks come in: exit code 0 only if nothing was lost, repeated without need, or delivered out of order.")
        {
            events,
            killsEvery,
            rate,
        };
        shared.RefuseData(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new ChaosOptions
            {
                Events = arguments.GetValue(events),
                KillsEvery = TimeSpan.FromSeconds(arguments.GetValue(killsEvery)),
                Rate = arguments.GetValue(rate),
                Seed = shared.SeedOf(arguments),
                Log = shared.LogsIn(arguments) ? Console.Error.WriteLine : null,
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var console = StackCommand.OutputConsole();
        await using var stack = await ChaosStack.StartAsync(options, progress: null, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("stitchex-chaos-");
        var result = await new ChaosConsole(console).PlayAsync(stack, options, folder.FullName, cancellationToken);
        if (result.IsGood)
        {
            folder.Delete(recursive: true);
        }

        return result.IsGood ? 0 : 1;
    }
}
