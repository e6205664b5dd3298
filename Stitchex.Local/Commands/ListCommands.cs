using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Commands that have any deployment read the lists of Stitchex: to fetch what it was never told of, or to compare.</summary>
internal static class ListCommands
{
    /// <summary>Makes the command that fetches what was not delivered.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    public static Command CreateBackfill(Func<IAnsiConsole>? console = null) => Create(
        console,
        "backfill",
        "Has any deployment read the lists of Stitchex, and fetch what was not delivered as they show it.",
        new Option<bool>("--dry-run") { Description = "Reads the lists and counts, without fetching a record." },
        (backfill, resources, rate, isDryRun, token) => backfill.RunAsync(new BackfillBody(resources, rate, isDryRun), token));

    /// <summary>Makes the command that compares.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    public static Command CreateReconcile(Func<IAnsiConsole>? console = null) => Create(
        console,
        "reconcile",
        "Has any deployment compare the lists of Stitchex with what was delivered, and says what differs.",
        new Option<bool>("--deliver") { Description = "Delivers what is missing, older or gone; otherwise it is only shown." },
        (reconcile, resources, rate, delivers, token) => reconcile.RunAsync(new ReconcileBody(resources, rate, delivers), token));

    private static Command Create(
        Func<IAnsiConsole>? console,
        string name,
        string description,
        Option<bool> choice,
        Func<BackfillConsole, string[], int?, bool, CancellationToken, Task<bool>> runAsync)
    {
        var deployment = new OperatorArguments(console);
        var resource = new Option<string[]>("--resource")
        {
            Description = "A resource, such as invoice; may be repeated. All that are known unless given.",
            HelpName = "name",
        };
        var rate = NumberOption.Between(10, 6_000, new Option<int>("--rate")
        {
            Description = "How many records to fetch in a minute. What the deployment's rate limit allows unless given.",
            HelpName = "N",
        });
        var command = deployment.Create(name, description);
        command.Options.Add(resource);
        command.Options.Add(choice);
        command.Options.Add(rate);
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, async (terminal, site, key) =>
        {
            using var client = new OperatorClient(site, key);
            var isDone = await runAsync(
                new BackfillConsole(terminal, client, TimeProvider.System),
                arguments.GetValue(resource) is { Length: > 0 } named ? named : ["*"],
                arguments.GetResult(rate) is null ? null : arguments.GetValue(rate),
                arguments.GetValue(choice),
                cancellationToken);
            return isDone ? 0 : 1;
        }));
        return command;
    }
}
