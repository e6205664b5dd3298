using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Shows, tests, stops and resumes the destinations of any deployment.</summary>
internal sealed class DestinationsCommand(OperatorArguments deployment)
{
    public static Command Create(Func<IAnsiConsole>? console = null) => new DestinationsCommand(new OperatorArguments(console)).Build();

    private Command Build()
    {
        var command = deployment.Create("destinations", "Shows, tests, stops and resumes the destinations of any deployment.");
        var list = new Command("list", "Shows where each stands.");
        list.SetAction((arguments, cancellationToken) => RunAsync(arguments, destinations => destinations.ListAsync(cancellationToken)));
        command.Subcommands.Add(list);

        var reason = new Option<string>("--reason") { Description = "Why, for others.", HelpName = "text", Required = true };
        var stop = OfOne("stop", "Has its changes wait until it is resumed.", (destinations, arguments, name, cancellationToken) =>
            destinations.StopAsync(name, arguments.GetRequiredValue(reason), cancellationToken));
        stop.Options.Add(reason);
        command.Subcommands.Add(stop);
        command.Subcommands.Add(OfOne("resume", "Lets it go on.", (destinations, _, name, cancellationToken) => destinations.ResumeAsync(name, cancellationToken)));
        command.Subcommands.Add(OfOne("test", "Sends it an event that speaks of no record.", (destinations, _, name, cancellationToken) => destinations.TestAsync(name, cancellationToken)));
        return command;
    }

    private Command OfOne(string verb, string description, Func<DestinationsConsole, ParseResult, string, CancellationToken, Task> act)
    {
        var name = new Argument<string>("name") { Description = "The destination's name." };
        var command = new Command(verb, description) { name };
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(arguments, destinations => act(destinations, arguments, arguments.GetRequiredValue(name), cancellationToken)));
        return command;
    }

    private Task<int> RunAsync(ParseResult arguments, Func<DestinationsConsole, Task> act) =>
        deployment.RunAsync(arguments, (console, client) => act(new DestinationsConsole(console, client)));
}
