using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Has any deployment read the lists of Stitchex, and fetch what it was never told of.</summary>
internal static class BackfillCommand
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
        var dryRun = new Option<bool>("--dry-run") { Description = "Reads the lists and counts, without fetching a record." };
        var rate = NumberOption.Between(10, 6_000, new Option<int>("--rate")
        {
            Description = "How many records to fetch in a minute. What the deployment's rate limit allows unless given.",
            HelpName = "N",
        });
        var command = deployment.Create(
            "backfill", "Has any deployment read the lists of Stitchex, and fetch what was not delivered as they show it.");
        command.Options.Add(resource);
        command.Options.Add(dryRun);
        command.Options.Add(rate);
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, async (terminal, site, key) =>
        {
            using var client = new OperatorClient(site, key);
            var backfill = new BackfillBody(
                arguments.GetValue(resource) is { Length: > 0 } named ? named : ["*"],
                arguments.GetResult(rate) is null ? null : arguments.GetValue(rate),
                arguments.GetValue(dryRun));
            return await new BackfillConsole(terminal, client, TimeProvider.System).RunAsync(backfill, cancellationToken) ? 0 : 1;
        }));
        return command;
    }
}
