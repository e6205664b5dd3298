using System.CommandLine;
using Stitchex.Local.Chaos;
using Stitchex.Local.Soak;

namespace Stitchex.Local.Commands;

/// <summary>Watches what the functions' process holds while an API does everything wrong.</summary>
internal static class SoakCommand
{
    private static readonly SoakOptions Defaults = new();

    /// <summary>Makes the command.</summary>
    /// <param name="shared">The options of all commands that start something.</param>
    public static Command Create(StackArguments shared)
    {
        var minutes = NumberOption.AtLeast(1, new Option<int>("--minutes") { Description = "How long it takes.", HelpName = "N", DefaultValueFactory = _ => (int)Defaults.Length.TotalMinutes });
        var rate = NumberOption.Between(1, 1000, new Option<int>("--rate") { Description = "How many events there are in a second, at most.", HelpName = "N", DefaultValueFactory = _ => Defaults.Rate });
        var command = new Command("soak", "Watches memory, connections and threads of the functions under steady load, while the API does everything wrong now and then: exit code 0 only if neither memory nor threads grow, and connections stay within their limit.")
        {
            minutes,
            rate,
        };
        shared.RefuseData(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new SoakOptions
            {
                Length = TimeSpan.FromMinutes(arguments.GetValue(minutes)),
                Rate = arguments.GetValue(rate),
                Seed = shared.SeedOf(arguments),
                Log = shared.LogsIn(arguments) ? Console.Error.WriteLine : null,
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SoakOptions options, CancellationToken cancellationToken)
    {
        var console = StackCommand.OutputConsole();
        var folder = Directory.CreateTempSubdirectory("stitchex-soak-");
        try
        {
            await using var stack = await ChaosStack.StartAsync(new ChaosOptions { Seed = options.Seed }, progress: null, cancellationToken);
            var result = await new SoakConsole(console).RunAsync(stack, options, folder.FullName, cancellationToken);
            return result.IsGood ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
