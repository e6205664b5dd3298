using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Lists, finds, follows, shows, replays and redelivers the events of any deployment, for those who prefer a terminal to the dashboard.</summary>
internal sealed class EventsCommand(OperatorArguments deployment)
{
    // What the operator API calls its filters.
    private static readonly (string Parameter, string Option, string Description)[] Filters =
    [
        ("state", "--state", "Only events in this state: Received, Retrying, Confirming, Completed, DeadLettered, Resolved or Unreadable."),
        ("outcome", "--outcome", "Only events with this outcome, such as RetriesExhausted."),
        ("resource", "--resource", "Only events of this resource, such as invoice."),
        ("recordId", "--record", "Only events of the record with this id."),
        ("action", "--action", "Only events with this action, such as update."),
        ("error", "--error", "Only events whose last error says this, in any case."),
        ("handler", "--handler", "Only events at which this handler failed, or that redeliver to it."),
        ("from", "--from", "Only events received on this day (UTC, yyyy-MM-dd) or later."),
        ("to", "--to", "Only events received on this day or earlier."),
    ];

    // Those that an index entry has.
    private static readonly string[] IndexFilters = ["resource", "recordId", "action"];

    public static Command Create(Func<IAnsiConsole>? console = null) => new EventsCommand(new OperatorArguments(console)).Build();

    private Command Build()
    {
        var command = deployment.Create("events", "Lists, finds, follows, shows, replays and redelivers the events of any deployment.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Find());
        command.Subcommands.Add(Tail());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Replay());
        command.Subcommands.Add(Redeliver());
        return command;
    }

    private Command List()
    {
        var filters = Filters.Select(filter => (filter.Parameter, Option: new Option<string?>(filter.Option) { Description = filter.Description })).ToList();
        var max = new Option<int>("--max") { Description = "How many at most.", HelpName = "N", DefaultValueFactory = _ => 50 };
        var command = new Command("list", "Lists events, newest first.") { max };
        filters.ForEach(filter => command.Options.Add(filter.Option));
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, events => events.ListAsync(
            filters.Select(filter => KeyValuePair.Create(filter.Parameter, arguments.GetValue(filter.Option))), arguments.GetValue(max), cancellationToken)));
        return command;
    }

    private Command Find()
    {
        var text = new Argument<string[]>("text")
        {
            Description = "A number such as INV-6251, a record's id, sales order 8100867, or an error's words.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("find", "Finds records by their numbers or ids, and otherwise events by what their error says.") { text };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments, events => events.FindAsync(string.Join(' ', arguments.GetValue(text)!), cancellationToken)));
        return command;
    }

    private Command Tail()
    {
        var filters = Filters.Where(filter => filter.Parameter is "state" or "outcome" || IndexFilters.Contains(filter.Parameter)).ToDictionary(
            filter => filter.Parameter, filter => new Option<string?>(filter.Option) { Description = filter.Description });
        var command = new Command("tail", "Shows events as they come and as they change, a line each, until Ctrl-C.");
        foreach (var option in filters.Values)
        {
            command.Options.Add(option);
        }

        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, events => events.TailAsync(
            string.Concat(IndexFilters.Select(name => OperatorClient.Filter(name, arguments.GetValue(filters[name])))),
            arguments.GetValue(filters["state"]),
            arguments.GetValue(filters["outcome"]),
            TimeProvider.System,
            cancellationToken)));
        return command;
    }

    private Command Show()
    {
        var id = new Argument<string>("id") { Description = "The event's id." };
        var body = new Option<bool>("--body") { Description = "Show its body, too." };
        var command = new Command("show", "Shows what happened to an event, and what became of it at each handler.") { id, body };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            arguments, events => events.ShowAsync(arguments.GetValue(id)!, arguments.GetValue(body), cancellationToken)));
        return command;
    }

    private Command Replay()
    {
        var ids = new Argument<string[]>("id") { Description = "The events' ids.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Has events tried again. A record that did not change since is not delivered twice.") { ids };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, events => events.ReplayAsync(arguments.GetValue(ids)!, cancellationToken)));
        return command;
    }

    private Command Redeliver()
    {
        var ids = new Argument<string[]>("id") { Description = "The events' ids.", Arity = ArgumentArity.OneOrMore };
        var handler = OperatorArguments.HandlerOption();
        var command = new Command("redeliver", "Delivers the records of events again as they are now, changed or not.") { ids, handler };
        command.SetAction((arguments, cancellationToken) => deployment.RunAsync(arguments, (console, client) =>
            new EventsConsole(console, client).RedeliverAsync(
                arguments.GetValue(ids)!, id => client.RedeliverEventAsync(id, arguments.GetValue(handler), cancellationToken))));
        return command;
    }

    private Task<int> RunAsync(ParseResult arguments, Func<EventsConsole, Task> action) =>
        deployment.RunAsync(arguments, (console, client) => action(new EventsConsole(console, client)));
}
