using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using Spectre.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Delivers the changes of any deployment to a program on this machine, as a webhook gets them.</summary>
internal static class ListenCommand
{
    private const int SecretLength = 24;

    public static Command Create(Func<IAnsiConsole>? console = null)
    {
        var arguments = new OperatorArguments(console);
        var forward = new Option<Uri>("--forward")
        {
            Description = "Where the program listens, such as http://localhost:3000/hooks.",
            HelpName = "URL",
            Required = true,
            CustomParser = ParseForward,
        };
        var secret = new Option<string>("--secret")
        {
            Description = "What deliveries are signed with: whsec_ and 24 to 64 bytes in Base64. Without it, one is made and printed.",
            HelpName = "secret",
            DefaultValueFactory = _ => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretLength))}",
        };
        secret.Validators.Add(result =>
        {
            if (result.GetValue(secret) is not { } text || WebhookSignature.KeyOf(text) is null)
            {
                result.AddError("--secret has to be whsec_ and 24 to 64 bytes in Base64.");
            }
        });
        var resources = new Option<string[]>("--resource")
        {
            Description = "Only changes of this resource, such as invoice, or of all that begin alike, such as sales_*. May be repeated.",
            HelpName = "name",
        };
        var actions = new Option<string[]>("--action") { Description = "Only changes of this kind. May be repeated.", HelpName = "kind" };
        actions.AcceptOnlyFromAmong([.. DestinationKind.All]);
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Also changes since then, such as 2026-11-24 or 2026-11-24T12:00:00Z (UTC).",
            HelpName = "time",
            CustomParser = ParseSince,
        };

        var command = arguments.Create(
            "listen", "Delivers the changes of any deployment to a program on this machine, as a webhook gets them. It changes nothing there.");
        foreach (var option in new Option[] { forward, secret, resources, actions, since })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => arguments.RunAsync(parsed, (output, client) =>
        {
            var options = new DestinationOptions
            {
                Type = DestinationType.Webhook,
                Address = parsed.GetRequiredValue(forward).AbsoluteUri,
                Secret = parsed.GetRequiredValue(secret),
                AllowPrivateAddresses = true,
            };
            Array.ForEach(parsed.GetValue(resources) ?? [], options.Resources.Add);
            Array.ForEach(parsed.GetValue(actions) ?? [], options.Actions.Add);
            return new ListenConsole(output, client, TimeProvider.System).RunAsync(options, parsed.GetValue(since), cancellationToken);
        }));
        return command;
    }

    private static Uri? ParseForward(ArgumentResult argument)
    {
        var url = UrlArgument.Parser("--forward", "http://localhost:3000")(argument);
        if (url is { Scheme: "http", IsLoopback: false })
        {
            argument.AddError("--forward takes http for this machine only: records are not sent in the clear. Give an https URL.");
        }

        return url;
    }

    private static DateTimeOffset? ParseSince(ArgumentResult argument)
    {
        var text = argument.Tokens.Single().Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        argument.AddError($"--since is '{text}'. Give a day or a time, such as 2026-11-24T12:00:00Z.");
        return null;
    }
}
