using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Stitchex.Local.Operator;

/// <summary>Checks a deployment from outside, as Stitchex, an operator and a stranger meet it, and says what is wrong.</summary>
/// <param name="console">Where it says so.</param>
/// <param name="target">The deployment, its keys, and a record to send an event of.</param>
/// <param name="http">Sends the requests; keys go into headers, and the webhook's into the URL, as Stitchex sends it.</param>
internal sealed class DeploymentVerification(IAnsiConsole console, VerificationTarget target, HttpClient http)
{
    private const string Webhook = "webhooks/stitchex";
    private const string KeyHeader = "x-functions-key";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Checks everything, whatever fails before.</summary>
    /// <returns>Whether all is as it should be.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task<string?>> Check)[] checks =
        [
            ("the app responds", RespondsAsync),
            ("the dashboard is there", HasPageAsync),
            ("a webhook without a key is rejected", token => RejectsAsync(HttpMethod.Post, Webhook, key: null, token)),
            ("an operator without a key is rejected", token => RejectsAsync(HttpMethod.Get, "operations/overview", key: null, token)),
            ("the webhook's key opens nothing else", token => RejectsAsync(HttpMethod.Get, "operations/overview", target.WebhookKey, token)),
            ("storage, queue and API respond", DependenciesRespondAsync),
            ("processing is not paused", IsNotPausedAsync),
            ($"an event of {target.Resource} {target.RecordId} is received and handled", HandlesAsync),
        ];
        var isFine = true;
        foreach (var (name, check) in checks)
        {
            isFine &= Say(name, await FindAsync(check, cancellationToken));
        }

        return isFine;
    }

    /// <summary>Says how a check went.</summary>
    /// <returns>Whether nothing is wrong.</returns>
    public bool Say(string name, string? wrong)
    {
        var text = wrong is null ? $"ok     {name}" : $"WRONG  {name}: {wrong}";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{TerminalText.From(text)}");
        return wrong is null;
    }

    private async Task<string?> FindAsync(Func<CancellationToken, Task<string?>> check, CancellationToken cancellationToken)
    {
        try
        {
            return await check(cancellationToken);
        }
        catch (OperatorException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"{target.Site.GetLeftPart(UriPartial.Authority)} cannot be reached, or does not respond.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "the response is not the app's. Look at --url, and at what stands between.";
        }
    }

    private async Task<string?> RespondsAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "health", key: null, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK ? null
            : $"/api/health returns {(int)response.StatusCode}. Was the app published, and does it start?";
    }

    private async Task<string?> HasPageAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, "dashboard", key: null, cancellationToken);
        return response.StatusCode != HttpStatusCode.OK ? $"/api/dashboard returns {(int)response.StatusCode}."
            : !response.Headers.Contains("Content-Security-Policy") || !response.Headers.Contains("Strict-Transport-Security")
                ? "its headers are missing: something between here and the app removes them."
                : null;
    }

    private async Task<string?> RejectsAsync(HttpMethod method, string path, string? key, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(method, path, key, cancellationToken);
        return response.StatusCode == HttpStatusCode.Unauthorized ? null
            : key is null ? $"/api/{path} returns {(int)response.StatusCode}, not 401."
            : $"/api/{path} returns {(int)response.StatusCode} with it, not 401. Give Stitchex the key of the function ReceiveWebhook, not a host key.";
    }

    private async Task<string?> DependenciesRespondAsync(CancellationToken cancellationToken)
    {
        var health = await GetAsync("operations/health", cancellationToken);
        var unhealthy = (health["checks"] is JsonArray { Count: > 0 } checks ? checks : throw new JsonException())
            .Where(check => Text(check, "status") != "healthy")
            .Select(check => $"{Text(check, "name")}: {Text(check, "detail")}")
            .ToList();
        return unhealthy is [] && Text(health, "status") == "healthy" ? null : string.Join(' ', unhealthy);
    }

    private async Task<string?> IsNotPausedAsync(CancellationToken cancellationToken) =>
        !(await GetAsync("operations/pause", cancellationToken)).AsObject().TryGetPropertyValue("paused", out var paused) ? throw new JsonException()
        : paused is null ? null
        : "it is: resume it on the dashboard.";

    private async Task<string?> HandlesAsync(CancellationToken cancellationToken)
    {
        // Without a time of its own, the event stands for whatever the record is now. Sent again, it changes nothing.
        var body = new JsonObject
        {
            ["event"] = $"{target.Resource}_update",
            [target.Resource] = new JsonObject { ["id"] = target.RecordId },
        };
        var url = new Uri(target.Site, $"/api/{Webhook}?code={Uri.EscapeDataString(target.WebhookKey)}");
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(url, content, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return $"the webhook returns {(int)response.StatusCode}. Look at its key.";
        }

        var id = RequiredText(await ReadAsync(response, cancellationToken), "eventId");
        for (var begin = TimeProvider.System.GetTimestamp(); ;)
        {
            var found = await GetAsync($"operations/events/{Uri.EscapeDataString(id)}", cancellationToken);
            var (state, outcome, error) = (RequiredText(found, "state"), Text(found, "outcome"), Text(found, "error"));
            switch (state)
            {
                case "Completed" or "Confirming" when outcome is "Handled" or "Unchanged":
                    return null;
                case "Completed" or "DeadLettered" or "Unreadable":
                    return $"{id} is {state}, {outcome}. {error}";
                case var _ when TimeProvider.System.GetElapsedTime(begin) > target.Patience:
                    return $"{id} is still {state} after {target.Patience.TotalSeconds:0} s. {error}";
                default:
                    await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
                    break;
            }
        }
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, path, target.HostKey, cancellationToken);
        return response.StatusCode == HttpStatusCode.OK ? await ReadAsync(response, cancellationToken)
            : response.StatusCode == HttpStatusCode.Unauthorized ? throw new OperatorException("the host key is not valid.")
            : throw new OperatorException($"/api/{path} returns {(int)response.StatusCode}.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(target.Site, $"/api/{path}"));
        if (key is not null)
        {
            request.Headers.Add(KeyHeader, key);
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) ?? throw new JsonException();

    private static string RequiredText(JsonNode node, string name) => Text(node, name) is { Length: > 0 } text ? text : throw new JsonException();

    private static string Text(JsonNode? node, string name) => node?[name] is { } value ? $"{value}" : "";
}
