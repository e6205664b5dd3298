using System.CommandLine;
using Spectre.Console;
using Stitchex.Local.Operator;

namespace Stitchex.Local.Commands;

/// <summary>Checks any deployment, with one event of a record that is there.</summary>
internal static class VerifyCommand
{
    private const string KeyVariable = "STITCHEX_WEBHOOK_KEY";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes. The default value is null: stdout, and errors to stderr.</param>
    /// <param name="handler">Sends its requests. The default value is null: the network.</param>
    /// <param name="azureCli">The Azure CLI. The default value is null: the one on the PATH.</param>
    public static Command Create(Func<IAnsiConsole>? console = null, HttpMessageHandler? handler = null, string? azureCli = null)
    {
        var arguments = new OperatorArguments(console);
        var record = new Option<string[]>("--record")
        {
            Description = "The resource and the id of a record that Stitchex has, such as: invoice 330101. Its event is sent.",
            HelpName = "resource id",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
            Required = true,
        };
        var key = new Option<string?>("--webhook-key")
        {
            Description = $"The key of the function ReceiveWebhook. Without it, {KeyVariable} in the environment is taken, or it is asked for.",
            HelpName = "key",
        };
        var wait = NumberOption.Create("--wait", "Seconds that the event may take.", 1, 3_600, 120);
        var group = new Option<string?>("--resource-group")
        {
            Description = "The resource group: the alerts' rules and recipients are then checked as well, with the Azure CLI.",
            HelpName = "name",
        };
        var command = arguments.Create("verify", "Checks a deployment: its keys, its page, its dependencies, and one event from the webhook to the handlers.");
        command.Options.Add(record);
        command.Options.Add(key);
        command.Options.Add(wait);
        command.Options.Add(group);
        command.SetAction((parsed, cancellationToken) => arguments.RunAsync(parsed, async (output, site, hostKey) =>
        {
            var webhookKey = OperatorArguments.KeyOf(parsed, output, key, KeyVariable, "Key of ReceiveWebhook:");
            var (resource, id) = parsed.GetRequiredValue(record) is [var first, var second] ? (first, second) : default;

            // A redirect would take the keys elsewhere.
            using var http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: handler is null);
            http.Timeout = Timeout;
            var target = new VerificationTarget(site, hostKey, webhookKey, resource, id, TimeSpan.FromSeconds(parsed.GetValue(wait)));
            var verification = new DeploymentVerification(output, target, http);
            var isFine = await verification.RunAsync(cancellationToken);
            if (parsed.GetValue(group) is { } resourceGroup)
            {
                var wrong = await new AlertRecipients(azureCli ?? DefaultAzureCli, resourceGroup).FindWrongAsync(cancellationToken);
                isFine &= verification.Say("alerts are on, and mailed to somebody", wrong);
            }

            return isFine;
        }));
        return command;
    }

    // On Windows it is a script, found only under its full name.
    private static string DefaultAzureCli => OperatingSystem.IsWindows() ? "az.cmd" : "az";
}
