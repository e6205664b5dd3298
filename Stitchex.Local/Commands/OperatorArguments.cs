using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Which deployment, and its key: what the commands for operators have in common.</summary>
internal sealed class OperatorArguments
{
    private const string KeyVariable = "STITCHEX_HOST_KEY";

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The function app's address, such as https://NAME.azurewebsites.net.",
        HelpName = "URL",
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

    /// <summary>Initializes a new instance of the <see cref="OperatorArguments"/> class.</summary>
    /// <param name="console">Where commands write; null for stdout, and errors to stderr.</param>
    public OperatorArguments(Func<IAnsiConsole>? console)
    {
        _console = console ?? StackCommand.OutputConsole;
        _fail = message =>
        {
            if (console is null)
            {
                return LocalCommandLine.Fail(message);
            }

            console().WriteLine(message);
            return 1;
        };
    }

    /// <summary>Makes a command that has them.</summary>
    public Command Create(string name, string description, bool needsUrl = true)
    {
        _url.Required = needsUrl;
        return new(name, description) { _url, _key };
    }

    /// <summary>Whether a deployment is named.</summary>
    public bool HasUrl(CommandResult command) => command.GetResult(_url) is not null;

    /// <summary>Does something at the deployment, and says what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(ParseResult arguments, Func<IAnsiConsole, OperatorClient, Task> action) => RunAsync(arguments, async (console, client) =>
    {
        await action(console, client);
        return true;
    });

    /// <inheritdoc cref="RunAsync(ParseResult, Func{IAnsiConsole, OperatorClient, Task})"/>
    public Task<int> RunAsync(ParseResult arguments, Func<IAnsiConsole, OperatorClient, Task<bool>> action) => RunAsync(arguments, async (console, site, key) =>
    {
        using var client = new OperatorClient(site, key);
        return await action(console, client);
    });

    /// <summary>Does something with the deployment's address and key, and says what went wrong.</summary>
    /// <returns>The exit code: 0 where the result is that all is well.</returns>
    public Task<int> RunAsync(ParseResult arguments, Func<IAnsiConsole, Uri, string, Task<bool>> action) =>
        RunHereAsync(console => action(console, arguments.GetRequiredValue(_url), KeyOf(arguments, console)));

    /// <summary>Does something without a deployment, and says what went wrong.</summary>
    /// <returns>The exit code: 0 where the result is that all is well.</returns>
    public async Task<int> RunHereAsync(Func<IAnsiConsole, Task<bool>> action)
    {
        var console = _console();
        try
        {
            return await action(console) ? 0 : 1;
        }
        catch (OperatorException e)
        {
            return _fail(TerminalText.From(e.Message));
        }
    }

    /// <summary>Makes the option of the handler that something is redelivered to.</summary>
    public static Option<string?> HandlerOption() => new("--handler")
    {
        Description = "The only handler that is to get it: the name of its class. Without it, all do.",
        HelpName = "name",
    };

    /// <summary>The key that was given, or that is in the environment, or that somebody types.</summary>
    public static string KeyOf(ParseResult arguments, IAnsiConsole console, Option<string?> option, string variable, string prompt)
    {
        if ((arguments.GetValue(option) ?? Environment.GetEnvironmentVariable(variable)) is { Length: > 0 } key)
        {
            return key;
        }

        return console.Profile.Capabilities.Interactive
            ? console.Prompt(new TextPrompt<string>(prompt).Secret())
            : throw new OperatorException($"There is no key. Set {variable} in the environment, or give {option.Name}.");
    }

    private string KeyOf(ParseResult arguments, IAnsiConsole console) => KeyOf(arguments, console, _key, KeyVariable, "Host key:");

    private static Uri? ParseUrl(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            return url;
        }

        argument.AddError(
            $"--url is '{text}'. Give the function app's https address, such as https://NAME.azurewebsites.net; "
            + "http is taken for this machine only.");
        return null;
    }
}
