using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Stitchex.Functions.Tests.EndToEnd;

namespace Stitchex.Functions.Tests.Operations.Http;

/// <summary>Requests that nobody with good intentions sends, by HTTP.</summary>
public sealed class HostileRequestTests(AppFixture app) : OperatorHost(app)
{
    [Theory]
    [InlineData("GET", "operations/events/%00", null)]
    [InlineData("GET", "operations/events/..%2f..%2fcontrol", null)]
    [InlineData("GET", "operations/events/%E2%80%AE%F0%9F%92%A5", null)]
    [InlineData("GET", "operations/events/x'%20or%201%20eq%201", null)]
    [InlineData("GET", "operations/events?pageToken=%00%00", null)]
    [InlineData("GET", "operations/events?pageToken=AAAA&pageToken=BBBB", null)]
    [InlineData("GET", "operations/events?pageSize=99999999999999999999", null)]
    [InlineData("GET", "operations/events?from=2026-13-45&to=%F0%9F%92%A5", null)]
    [InlineData("GET", "operations/events?=x&&%", null)]
    [InlineData("GET", "operations/records/%F0%9F%92%A5/'%20or%20''", null)]
    [InlineData("GET", "operations/quarantine?pageToken=ICAg", null)]
    [InlineData("DELETE", "operations/quarantine/%2e%2e", null)]
    [InlineData("DELETE", "operations/jobs/pause", null)]
    [InlineData("POST", "operations/events/x/resolve", "")]
    [InlineData("POST", "operations/events/x/resolve", "{\"note\":\"\\ud800\"}")]
    [InlineData("POST", "operations/jobs", "\"replay\"")]
    [InlineData("POST", "operations/jobs", "{\"kind\":{\"$ref\":\"#\"}}")]
    [InlineData("POST", "operations/pause", "{\"reason\":[]}")]
    public async Task Request_IsRespondedByAProblem_OrByWhatIsThere(string verb, string path, string? body)
    {
        using var response = await SendAsync(verb, path, Stack.Host.HostKey, body);

        Assert.True((int)response.StatusCode < 500, $"{response.StatusCode}");
        if (!response.IsSuccessStatusCode && response.Content.Headers.ContentType is not null)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType.MediaType);
        }
    }

    [Theory]
    [InlineData("operations/jobs")]
    [InlineData("operations/pause")]
    [InlineData("operations/events/x/resolve")]
    public async Task HugeBody_IsRefused(string path)
    {
        using var response = await SendAsync("POST", path, Stack.Host.HostKey, $$"""{"note":"{{new string('x', 5_000_000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task DeeplyNestedBody_IsRefused()
    {
        using var response = await SendAsync("POST", "operations/jobs", Stack.Host.HostKey, new string('[', 60_000));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task HostileContents_ComeAsJson_ThatNoBrowserTakesForAPage()
    {
        await Stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes("""{"event":"<script>alert(1)</script>_update","x":{"id":"<img src=x onerror=alert(1)>\u202e"}}"""));
        var listed = await Eventually.GivesAsync(
            async () => JsonNode.Parse(await (await SendAsync("GET", "operations/events", Stack.Host.HostKey)).Content.ReadAsStringAsync())!["events"]!.AsArray(), events => events.Count == 1);

        using var response = await SendAsync("GET", $"operations/events/{Uri.EscapeDataString((string)listed[0]!["id"]!)}", Stack.Host.HostKey);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("application/json", "nosniff"), (response.Content.Headers.ContentType!.MediaType, response.Headers.GetValues("X-Content-Type-Options").Single()));
        Assert.Contains("<script>", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["name"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyThatNamesAnotherId_ChangesNothing()
    {
        using var response = await SendAsync("POST", "operations/events/x/replay", Stack.Host.HostKey, """{"id":"invoice.7.update.0123456789abcdef0123456789abcdef"}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
