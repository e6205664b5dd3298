using System.Net;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The webhook's URL as Stitchex, and a stranger, meet it.</summary>
public sealed class WebhookUrlTests(AppFixture app) : IClassFixture<AppFixture>, IDisposable
{
    private readonly HttpClient _client = new();
    private readonly LocalStack _stack = app.Stack;

    public void Dispose() => _client.Dispose();

    [Fact]
    public void Url_IsTheRouteWithAKeyOfItsOwn() =>
        Assert.Equal($"/api/webhooks/stitchex?code={_stack.Host.FunctionKey(nameof(ReceiveWebhook))}", _stack.WebhookUrl.PathAndQuery);

    [Theory]
    [InlineData("POST", "", HttpStatusCode.Unauthorized)]
    [InlineData("POST", "?code=wrong", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "?code={key}", HttpStatusCode.NotFound)]
    [InlineData("POST", "?code={key}", HttpStatusCode.BadRequest)]
    [InlineData("POST", "?code={host}", HttpStatusCode.BadRequest)]
    public async Task Request_NeedsAKeyAndTheRightMethod(string method, string query, HttpStatusCode status)
    {
        var key = query.Replace("{key}", _stack.Host.FunctionKey(nameof(ReceiveWebhook)), StringComparison.Ordinal).Replace("{host}", _stack.Host.HostKey, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_stack.WebhookUrl.GetLeftPart(UriPartial.Path) + key));

        using var response = await _client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Response_TellsTheEventsId()
    {
        using var content = new ByteArrayContent(FixtureFiles.Read("pick_ticket_update.json"));

        using var response = await _client.PostAsync(_stack.WebhookUrl, content);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Matches("""^\{"eventId":"pick_ticket\.210345\.update\.[0-9a-f]{32}","status":"accepted"\}$""", await response.Content.ReadAsStringAsync());
    }
}
