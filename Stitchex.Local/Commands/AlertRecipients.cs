using System.ComponentModel;
using System.Text.Json;
using Stitchex.Local.Operator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Commands;

/// <summary>Looks with the Azure CLI whether somebody gets the alerts of a resource group.</summary>
/// <param name="azureCli">The Azure CLI.</param>
/// <param name="resourceGroup">The resource group.</param>
internal sealed class AlertRecipients(string azureCli, string resourceGroup)
{
    private static readonly JsonSerializerOptions Format =
        new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Looks for a rule that is disabled, or that nobody gets a mail of.</summary>
    /// <returns>What is wrong; null where nothing is.</returns>
    public async Task<string?> FindWrongAsync(CancellationToken cancellationToken)
    {
        try
        {
            var groups = await RunAsync<List<ActionGroup>>(["monitor", "action-group", "list", "--resource-group", resourceGroup], cancellationToken);
            var mailed = groups.Where(group => group is { Enabled: true, EmailReceivers.Count: > 0 }).Select(group => group.Id).ToList();
            if (mailed is [])
            {
                return "no action group has an address. Deploy with STITCHEX_ALERT_EMAIL.";
            }

            // The CLI puts the subscription in. Its own command for these rules is an extension, which would have to be installed.
            var url = $"https://management.azure.com/subscriptions/{{subscriptionId}}/resourceGroups/{resourceGroup}"
                + "/providers/Microsoft.Insights/scheduledQueryRules?api-version=2023-12-01";
            var rules = (await RunAsync<Rules>(["rest", "--method", "get", "--url", url], cancellationToken)).Value;
            return rules is [] ? "there are no rules." : rules.Select(rule => FindWrong(rule, mailed)).OfType<string>().FirstOrDefault();
        }
        catch (OperatorException e)
        {
            return e.Message;
        }
        catch (Win32Exception)
        {
            return $"there is no command '{azureCli}'.";
        }
        catch (JsonException)
        {
            return "the Azure CLI's response is unexpected.";
        }
    }

    private static string? FindWrong(Rule rule, List<string> mailed) =>
        !rule.Properties.Enabled ? $"{rule.Name} is disabled."
        : rule.Properties.Actions?.ActionGroups?.Any(group => mailed.Contains(group, StringComparer.OrdinalIgnoreCase)) != true
            ? $"{rule.Name} is mailed to nobody."
            : null;

    private async Task<T> RunAsync<T>(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await CommandLine.RunAsync(azureCli, [.. arguments, "--output", "json"], Environment.CurrentDirectory, cancellationToken);
        return result.ExitCode != 0 ? throw new OperatorException(ErrorLine.From(result.Error))
            : JsonSerializer.Deserialize<T>(result.Output, Format) ?? throw new JsonException();
    }

    private sealed record ActionGroup(string Id, bool Enabled, IReadOnlyList<JsonElement>? EmailReceivers = null);

    private sealed record Rules(IReadOnlyList<Rule> Value);

    private sealed record Rule(string Name, RuleProperties Properties);

    private sealed record RuleProperties(bool Enabled, RuleActions? Actions = null);

    private sealed record RuleActions(IReadOnlyList<string>? ActionGroups = null);
}
