using System.CommandLine;
using Spectre.Console;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Reconcile;
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
        (backfill, resources, rate, isDryRun, token) => backfill.RunAsync(
            new BackfillRequest { Resources = resources, RatePerMinute = rate, DryRun = isDryRun }, token));

    /// <summary>Makes the command that compares.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    public static Command CreateReconcile(Func<IAnsiConsole>? console = null) => Create(
        console,
        "reconcile",
        "Has any deployment compare the lists of Stitchex with what was delivered, and says what differs.",
        new Option<bool>("--deliver") { Description = "Delivers what is missing, older or gone; otherwise it is only shown." },
        (reconcile, resources, rate, delivers, token) => reconcile.RunAsync(
            new ReconcileRequest { Resources = resources, RatePerMinute = rate, Deliver = delivers }, token));

    private static Command Create(
        Func<IAnsiConsole>? console,
        string name,
        string description,
        Option<bool> choice,
        Func<JobConsole, string[], int?, bool, CancellationToken, Task<bool>> runAsync)
    {
        var deployment = new OperatorArguments(console);
        var resource = new Option<string[]>("--resource")
        {
            Description = "A resource, such as invoice; may be repeated. All that are known unless given.",
            HelpName = "name",
        };
        var rate = NumberOption.Create(
            "--rate", "How many records to fetch in a minute. What the deployment's rate limit allows unless given.", 10, 6_000);
        var command = deployment.Create(name, description);
        command.Options.Add(resource);
        command.Options.Add(choice);
        command.Options.Add(rate);
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, (terminal, client) => runAsync(
            new JobConsole(terminal, client, TimeProvider.System),
            arguments.GetValue(resource) is { Length: > 0 } named ? named : ["*"],
            arguments.GetResult(rate) is null ? null : arguments.GetValue(rate),
            arguments.GetValue(choice),
            cancellationToken)));
        return command;
    }
}
