using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Has any deployment compare the lists of Stitchex with what was delivered.</summary>
internal static class ReconcileCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    public static Command Create(Func<IAnsiConsole>? console = null)
    {
        var deployment = new OperatorArguments(console);
        var resource = new Option<string[]>("--resource")
        {
            Description = "A resource, such as invoice; may be repeated. All that are known unless given.",
            HelpName = "name",
        };
        var deliver = new Option<bool>("--deliver") { Description = "Delivers what is missing, older or gone; otherwise it is only shown." };
        var rate = NumberOption.Between(10, 6_000, new Option<int>("--rate")
        {
            Description = "How many records to fetch in a minute. What the deployment's rate limit allows unless given.",
            HelpName = "N",
        });
        var command = deployment.Create(
            "reconcile", "Has any deployment compare the lists of Stitchex with what was delivered, and says what differs.");
        command.Options.Add(resource);
        command.Options.Add(deliver);
        command.Options.Add(rate);
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, async (terminal, site, key) =>
        {
            using var client = new OperatorClient(site, key);
            var reconcile = new ReconcileBody(
                arguments.GetValue(resource) is { Length: > 0 } named ? named : ["*"],
                arguments.GetResult(rate) is null ? null : arguments.GetValue(rate),
                arguments.GetValue(deliver));
            return await new BackfillConsole(terminal, client, TimeProvider.System).RunAsync(reconcile, cancellationToken) ? 0 : 1;
        }));
        return command;
    }
}
