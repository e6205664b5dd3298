using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Commands;

/// <summary>Runs the simulated Stitchex alone, against any receiver.</summary>
internal static class SimulatorCommand
{
    public static Command Create(StackArguments shared)
    {
        var target = new Option<Uri?>("--target")
        {
            Description = "The receiver's URL with its key; it may be told later, too.",
            HelpName = "URL",
            CustomParser = UrlArgument.Parser("--target", "http://127.0.0.1:7071/api/webhooks/stitchex?code=KEY"),
        };
        var port = NumberOption.Create("--port", "The port on 127.0.0.1 to listen on; 0 for any.", 0, 65535, 0);
        var retryScale = new Option<double>("--retry-scale") { Description = "What waits between deliveries of one event are multiplied by. 1: as Stitchex does, for up to 48 hours.", DefaultValueFactory = _ => 1 };
        var command = new Command("simulator", "Runs only the simulated Stitchex, against any receiver, and retries as Stitchex does. It is steered by HTTP: its page /control tells how, and Stitchex.Local/README.md which trouble is had in which way.")
        {
            target,
            port,
            retryScale,
        };
        shared.RefuseData(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(
            new StitchexSimulatorOptions
            {
                Port = arguments.GetValue(port),
                Seed = shared.SeedOf(arguments),
                Webhooks = new WebhookOptions { Target = arguments.GetValue(target), RetryScale = arguments.GetValue(retryScale) },
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(StitchexSimulatorOptions options, CancellationToken cancellationToken)
    {
        await using var simulator = new StitchexSimulator(TimeProvider.System);
        await simulator.StartAsync(options, cancellationToken);
        var console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"Stitchex is simulated at [blue]{simulator.BaseAddress}[/]: point the receiver's Stitchex:Api:BaseAddress at it, log in as {options.Email} with {options.Password}, organisation {options.Organisations[0].Id}.");
        console.MarkupLineInterpolated($"Webhooks go to [blue]{options.Webhooks.Target?.GetLeftPart(UriPartial.Path) ?? "nobody yet"}[/]. What can be done: [blue]curl {new Uri(simulator.BaseAddress, "control")}[/]. Ctrl-C ends it.");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
