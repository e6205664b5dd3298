using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Lists, shows and replays the events of any deployment, for those who prefer a terminal to the dashboard.</summary>
internal sealed class EventsCommand
{
    private const string KeyVariable = "STITCHEX_HOST_KEY";

    // What the operator API calls its filters.
    private static readonly (string Parameter, string Option, string Description)[] Filters =
    [
        ("state", "--state", "Only events in this state: Received, Retrying, Confirming, Completed, DeadLettered or Unreadable."),
        ("outcome", "--outcome", "Only events with this outcome, such as RetriesExhausted."),
        ("resource", "--resource", "Only events of this resource, such as invoice."),
        ("recordId", "--record", "Only events of the record with this id."),
        ("action", "--action", "Only events with this action, such as update."),
        ("from", "--from", "Only events received on this day (UTC, yyyy-MM-dd) or later."),
        ("to", "--to", "Only events received on this day or earlier."),
    ];

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The function app's address, such as https://NAME.azurewebsites.net.",
        HelpName = "URL",
        Required = true,
        Recursive = true,
        CustomParser = ParseUrl,
    };

    private readonly Option<string?> _key = new("--key")
    {
        Description = $"The host key. Without it, {KeyVariable} in the environment is taken, or it is asked for.",
        HelpName = "key",
        Recursive = true,
    };

    private readonly Func<IAnsiConsole> _console;
    private readonly Func<string, int> _fail;

    private EventsCommand(Func<IAnsiConsole> console, Func<string, int> fail)
    {
        _console = console;
        _fail = fail;
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    public static Command Create(Func<IAnsiConsole>? console = null) => new EventsCommand(console ?? StackCommand.OutputConsole, message =>
    {
        if (console is null)
        {
            return LocalCommandLine.Fail(message);
        }

        console().WriteLine(message);
        return 1;
    }).Build();

    private Command Build()
    {
        var command = new Command("events", "Lists, shows and replays the events of any deployment.") { _url, _key };
        command.Subcommands.Add(List());
        command.Subcommands.Add(Show());
        command.Subcommands.Add(Replay());
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

    private Command Show()
    {
        var id = new Argument<string>("id") { Description = "The event's id." };
        var command = new Command("show", "Shows what happened to an event, and its body.") { id };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, events => events.ShowAsync(arguments.GetValue(id)!, cancellationToken)));
        return command;
    }

    private Command Replay()
    {
        var ids = new Argument<string[]>("id") { Description = "The events' ids.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Has events tried again. A record that did not change since is not delivered twice.") { ids };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, events => events.ReplayAsync(arguments.GetValue(ids)!, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult arguments, Func<EventsConsole, Task> action)
    {
        var console = _console();
        try
        {
            using var client = new OperatorClient(arguments.GetRequiredValue(_url), KeyOf(arguments, console));
            await action(new EventsConsole(console, client));
            return 0;
        }
        catch (OperatorException e)
        {
            return _fail(TerminalText.From(e.Message));
        }
    }

    private string KeyOf(ParseResult arguments, IAnsiConsole console)
    {
        if ((arguments.GetValue(_key) ?? Environment.GetEnvironmentVariable(KeyVariable)) is { Length: > 0 } key)
        {
            return key;
        }

        return console.Profile.Capabilities.Interactive
            ? console.Prompt(new TextPrompt<string>("Host key:").Secret())
            : throw new OperatorException($"There is no key. Set {KeyVariable} in the environment, or give --key.");
    }

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            return url;
        }

        argument.AddError($"--url is '{text}'. Give the function app's https address, such as https://NAME.azurewebsites.net; http is taken for this machine only.");
        return null;
    }
}
