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
            var groups = await RunAsync<List<ActionGroup>>(
                ["monitor", "action-group", "list", "--resource-group", resourceGroup], cancellationToken);
            var mailed = groups.Where(group => group is { Enabled: true, EmailReceivers.Count: > 0 }).Select(group => group.Id).ToList();
            if (mailed is [])
            {
                return "no action group has an address. Deploy with STITCHEX_ALERT_EMAIL.";
            }

            foreach (var rules in new[] { "scheduledQueryRules?api-version=2023-12-01", "metricAlerts?api-version=2018-03-01" })
            {
                if (await FindWrongAsync(rules, mailed, cancellationToken) is { } wrong)
                {
                    return wrong;
                }
            }

            return null;
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

    // The CLI puts the subscription in. Its own command for rules on logs is an extension, which would have to be installed.
    private async Task<string?> FindWrongAsync(string rules, List<string> mailed, CancellationToken cancellationToken)
    {
        var url = $"https://management.azure.com/subscriptions/{{subscriptionId}}/resourceGroups/{resourceGroup}"
            + $"/providers/Microsoft.Insights/{rules}";
        var found = (await RunAsync<Rules>(["rest", "--method", "get", "--url", url], cancellationToken)).Value;
        return found is [] ? $"there are no {rules.Split('?')[0]}."
            : found.Select(rule => FindWrong(rule, mailed)).OfType<string>().FirstOrDefault();
    }

    // Rules on logs and on metrics write the groups' ids into lists of another shape.
    private static string? FindWrong(Rule rule, List<string> mailed) =>
        !rule.Properties.Enabled ? $"{rule.Name} is disabled."
        : mailed.Any(group => $"{rule.Properties.Actions}".Contains($"\"{group}\"", StringComparison.OrdinalIgnoreCase)) ? null
        : $"{rule.Name} is mailed to nobody.";

    private async Task<T> RunAsync<T>(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await CommandLine.RunAsync(azureCli, [.. arguments, "--output", "json"], Environment.CurrentDirectory, cancellationToken);
        return result.ExitCode != 0 ? throw new OperatorException(ErrorLine.From(result.Error))
            : JsonSerializer.Deserialize<T>(result.Output, Format) ?? throw new JsonException();
    }

    private sealed record ActionGroup(string Id, bool Enabled, IReadOnlyList<JsonElement>? EmailReceivers = null);

    private sealed record Rules(IReadOnlyList<Rule> Value);

    private sealed record Rule(string Name, RuleProperties Properties);

    private sealed record RuleProperties(bool Enabled, JsonElement Actions = default);
}
