using System.Net;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NJsonSchema;
using Stitchex.Functions.Tests.EndToEnd;

namespace Stitchex.Functions.Tests.Operations.Http;

/// <summary>The API's description beside what the app has and does.</summary>
public sealed class OpenApiTests(AppFixture app) : OperatorHost(app)
{
    [Fact]
    public async Task Description_IsOpenApi()
    {
        var read = OpenApiDocument.Parse(await ReadAsync("operations/openapi.json"));

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Equal("/api", read.Document!.Servers![0].Url);
    }

    [Fact]
    public async Task Description_HasTheAppsRoutes_AndNoOther()
    {
        var described = from path in (await DescriptionAsync())["paths"]!.AsObject()
                        from method in path.Value!.AsObject()
                        select $"{method.Key} {path.Key[1..]} {method.Value!["operationId"]}";

        Assert.Equal(
            Routes.Where(route => route.Route.StartsWith("operations/", StringComparison.Ordinal) || route.Route == "health").Select(route => $"{route.Verb} {route.Route} {route.Function}").Order(),
            described.Order());
    }

    [Fact]
    public async Task Description_HasTheParametersThatAreRead()
    {
        foreach (var (path, operation) in await OperationsAsync("get"))
        {
            var described = operation["parameters"]!.AsArray().Where(parameter => (string)parameter!["in"]! == "query").Select(parameter => (string)parameter!["name"]!).ToList();
            using var result = await SendAsync("GET", $"{FilledIn(path)}?colour=red", Stack.Host.HostKey);
            if (described.Count == 0)
            {
                Assert.NotEqual(HttpStatusCode.BadRequest, result.StatusCode);
                continue;
            }

            var detail = (string)JsonNode.Parse(await result.Content.ReadAsStringAsync())!["detail"]!;
            Assert.Equal(described.Order(), detail.Split("Known are: ")[1].TrimEnd('.').Split(", ").Order());
        }
    }

    [Fact]
    public async Task Responses_AreAsDescribed()
    {
        await Stack.Simulator.Webhooks.SendRawAsync("no event"u8.ToArray());
        Stack.Simulator.Create("invoice");
        var id = await Eventually.GivesAsync(async () => (string?)JsonNode.Parse(await ReadAsync("operations/events?state=Completed"))!["events"]!.AsArray().FirstOrDefault()?["id"], id => id is not null);
        var key = (string)JsonNode.Parse(await ReadAsync("operations/quarantine"))!["quarantined"]![0]!["key"]!;
        using var started = await SendAsync("POST", "operations/jobs", Stack.Host.HostKey, """{"kind":"replay","state":"DeadLettered","dryRun":true}""");
        var job = (string)JsonNode.Parse(await started.Content.ReadAsStringAsync())!["id"]!;

        var described = await DescriptionAsync();
        foreach (var (verb, path, body) in new (string, string, string?)[]
        {
            ("get", "health", null),
            ("get", "operations/health", null),
            ("post", "operations/health", null),
            ("get", "operations/overview", null),
            ("get", "operations/status", null),
            ("get", "operations/throughput", null),
            ("get", "operations/outcomes", null),
            ("get", "operations/events", null),
            ("get", $"operations/events/{id}", null),
            ("get", $"operations/events/{id}/difference", null),
            ("get", "operations/events/nonsense/change", null),
            ("get", "operations/events?since=2026-11-24T12:00:00Z&watched=true", null),
            ("post", $"operations/events/{id}/replay", null),
            ("post", $"operations/events/{id}/redeliver", "{}"),
            ("post", $"operations/events/{id}/redeliver", """{"handler":"x"}"""),
            ("post", $"operations/events/{id}/resolve", """{"note":"x"}"""),
            ("post", $"operations/events/{id}/resolve", "{"),
            ("post", $"operations/events/{id}/dead-letter", """{"note":"x"}"""),
            ("get", $"operations/records/{id!.Split('.')[0]}/{id.Split('.')[1]}", null),
            ("get", "operations/records/invoice/0/content", null),
            ("post", $"operations/records/{id.Split('.')[0]}/{id.Split('.')[1]}/redeliver", "{}"),
            ("post", "operations/records/invoice/0/redeliver", "{}"),
            ("get", "operations/handlers", null),
            ("get", "operations/destinations", null),
            ("post", "operations/destinations/nobody/stop", """{"reason":"x"}"""),
            ("delete", "operations/destinations/nobody/stop", null),
            ("post", "operations/destinations/nobody/test", null),
            ("post", "operations/destinations/nobody/script", "{}"),
            ("get", "operations/quarantine", null),
            ("get", $"operations/quarantine/{key}", null),
            ("post", $"operations/quarantine/{key}/replay", null),
            ("delete", $"operations/quarantine/{key}", null),
            ("get", $"operations/quarantine/{key}", null),
            ("post", "operations/pause", """{"reason":"x"}"""),
            ("get", "operations/pause", null),
            ("delete", "operations/pause", null),
            ("post", "operations/jobs", """{"kind":"replay","state":"DeadLettered"}"""),
            ("post", "operations/backfills", """{"resources":["agent"],"dryRun":true}"""),
            ("post", "operations/reconciliations", """{"resources":["agent"]}"""),
            ("get", $"operations/jobs/{job}/findings", null),
            ("post", $"operations/jobs/{job}/deliver", "{}"),
            ("post", $"operations/jobs/{job}/pause", null),
            ("delete", $"operations/jobs/{job}/pause", null),
            ("get", "operations/jobs", null),
            ("get", $"operations/jobs/{job}", null),
            ("get", $"operations/jobs/{job}/outcome", null),
            ("delete", $"operations/jobs/{job}", null),
            ("get", "operations/events?pageToken=garbage", null),
        })
        {
            using var result = await SendAsync(verb.ToUpperInvariant(), path, Stack.Host.HostKey, body);
            await CheckAsync(described, verb, path, result);
        }
    }

    private static async Task CheckAsync(JsonNode described, string verb, string path, HttpResponseMessage result)
    {
        var template = Assert.Single(described["paths"]!.AsObject(), candidate => IsOf(path.Split('?')[0], candidate.Key[1..])).Key;
        var response = described["paths"]![template]![verb]!["responses"]![$"{(int)result.StatusCode}"];
        Assert.True(response is not null, $"{verb} {path} responded with {(int)result.StatusCode}, which is not described.");
        var text = await result.Content.ReadAsStringAsync();
        if (response["content"] is not { } content)
        {
            Assert.Empty(text);
            return;
        }

        var reference = (string)content[result.Content.Headers.ContentType!.MediaType!]!["schema"]!["$ref"]!;
        var schema = await JsonSchema.FromJsonAsync(described["components"]!["schemas"]![reference.Split('/')[^1]]!.ToJsonString());
        Assert.Empty(schema.Validate(text).Select(fault => $"{verb} {path}: {fault}"));
        Assert.Equal("no-store", result.Headers.CacheControl!.ToString());
    }

    private static bool IsOf(string path, string template)
    {
        var (segments, pattern) = (path.Split('/'), template.Split('/'));
        return segments.Length == pattern.Length && segments.Zip(pattern).All(pair => pair.Second[0] == '{' || pair.First == pair.Second);
    }

    private static string FilledIn(string path) => string.Join('/', path[1..].Split('/').Select(segment => segment[0] == '{' ? "x" : segment));

    private async Task<IEnumerable<(string Path, JsonNode Operation)>> OperationsAsync(string verb) =>
        (await DescriptionAsync())["paths"]!.AsObject().Where(path => path.Value![verb] is not null).Select(path => (path.Key, path.Value![verb]!));

    private async Task<JsonNode> DescriptionAsync() => JsonNode.Parse(await ReadAsync("operations/openapi.json"))!;

    private async Task<string> ReadAsync(string path)
    {
        using var result = await SendAsync("GET", path, Stack.Host.HostKey);
        return await result.Content.ReadAsStringAsync();
    }
}
