using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Has the records of any deployment redelivered, some or all of a resource, or erased.</summary>
internal sealed class RecordsCommand(OperatorArguments deployment)
{
    public static Command Create(Func<IAnsiConsole>? console = null) => new RecordsCommand(new OperatorArguments(console)).Build();

    private Command Build()
    {
        var command = deployment.Create("records", "Has the records of any deployment redelivered to its handlers, or erased.");
        command.Subcommands.Add(Redeliver());
        command.Subcommands.Add(Erase());
        return command;
    }

    private Command Redeliver()
    {
        var resource = new Argument<string>("resource") { Description = "The records' resource, such as invoice." };
        var ids = new Argument<string[]>("id") { Description = "The records' ids.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All records of the resource, by a job." };
        var since = new Option<string?>("--since")
        {
            Description = "With --all: only those that were delivered on this day (UTC, yyyy-MM-dd) or later.",
            HelpName = "day",
        };
        var rate = NumberOption.Create("--rate", "With --all: how many in a minute.", 1, 6_000, 600);
        var handler = OperatorArguments.HandlerOption();
        var command = new Command("redeliver", "Delivers records again as they are now, changed or not.")
        {
            resource, ids, all, since, rate, handler,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(ids) is { Length: > 0 }))
            {
                result.AddError("Give the ids of the records, or --all for all records of the resource.");
            }
        });
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, (console, client) =>
        {
            var (of, to) = (arguments.GetValue(resource)!, arguments.GetValue(handler));
            if (!arguments.GetValue(all))
            {
                return new EventsConsole(console, client).RedeliverAsync(
                    arguments.GetValue(ids)!, id => client.RedeliverRecordAsync(of, id, to, cancellationToken));
            }

            var job = new JobRequest
            {
                Kind = "redeliver",
                Handler = to,
                RatePerMinute = arguments.GetValue(rate),
                Filter = new Dictionary<string, JsonElement>
                {
                    ["resource"] = JsonSerializer.SerializeToElement(of),
                    ["from"] = JsonSerializer.SerializeToElement(arguments.GetValue(since)),
                },
            };
            return new JobConsole(console, client, TimeProvider.System).RedeliverAsync(job, cancellationToken);
        }));
        return command;
    }

    private Command Erase()
    {
        var resource = new Argument<string>("resource") { Description = "The records' resource, such as customer." };
        var ids = new Argument<string[]>("id") { Description = "The records' ids.", Arity = ArgumentArity.OneOrMore };
        var reason = new Option<string>("--reason") { Description = "Why. It is kept.", HelpName = "text", Required = true };
        var stayForgotten = new Option<bool>("--stay-forgotten") { Description = "Keeps nothing of webhooks of them that come later either." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Counts what would be erased." };
        var command = new Command("erase", "Erases what a deployment has stored of records.") { resource, ids, reason, stayForgotten, dryRun };
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, (console, client) =>
            new JobConsole(console, client, TimeProvider.System).RunAsync(
                new ErasureRequest
                {
                    Records = [.. arguments.GetValue(ids)!.Select(id => $"{arguments.GetValue(resource)}/{id}")],
                    Reason = arguments.GetValue(reason),
                    StayForgotten = arguments.GetValue(stayForgotten),
                    DryRun = arguments.GetValue(dryRun),
                },
                cancellationToken)));
        return command;
    }
}
