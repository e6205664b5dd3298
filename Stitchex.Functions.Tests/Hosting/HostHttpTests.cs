using System.Net;
using System.Text;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Hosting;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>How the host takes requests, on the app's own functions: as the real host does.</summary>
public sealed class HostHttpTests(AppFixture app) : IClassFixture<AppFixture>, IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = app.Stack.Host.BaseAddress };

    private FunctionsHost Host => app.Stack.Host;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task TwoKeys_TheHeaderCounts()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("api/operations/pause", inQuery: Host.HostKey, inHeader: "wrong"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("api/operations/pause", inQuery: "wrong", inHeader: Host.HostKey));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("api/operations/pause", inQuery: Host.MasterKey));
    }

    [Fact]
    public async Task NameOfTheKey_IsWrittenDownWithWhatWasDone()
    {
        var url = $"api/operations/pause?code={Host.HostKey}";
        using var reason = new StringContent("""{"reason":"stocktaking"}""");
        using var paused = await _client.PostAsync(url, reason);
        using var resumed = await _client.DeleteAsync(url);

        Assert.Contains("\"by\":\"key default\"", await paused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "api/webhooks/stitchex")]
    [InlineData("POST", "webhooks/stitchex")]
    [InlineData("POST", "api/webhooks")]
    [InlineData("GET", "")]
    public async Task WrongMethodOrPath_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task BodyInChunks_DoesNotArrive_AsInTheRealHost()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, app.Stack.WebhookUrl) { Content = new StringContent("""{"event":"invoice_update"}""") };
        request.Headers.TransferEncodingChunked = true;

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("empty", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeBody_ArrivesWhole()
    {
        var body = $$"""{"event":"invoice_update","invoice":{"id":424242},"note":"{{new string('x', 3_000_000)}}"}""";

        using var response = await _client.PostAsync(app.Stack.WebhookUrl, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var row = await new TableClient(app.Stack.StorageConnectionString, StorageNames.EventsTable)
            .QueryAsync<TableEntity>("PartitionKey eq 'invoice.424242' and RowKey ge 'event.' and RowKey lt 'event/'").SingleAsync();
        Assert.Equal(body.Length, Convert.ToInt32(row["BodyLength"], null));
    }

    [Theory]
    [InlineData("SweepEvents", """{ "input": "" }""", true, HttpStatusCode.Accepted)]
    [InlineData("SweepEvents", """{ "input": "" }""", false, HttpStatusCode.Unauthorized)]
    [InlineData("SweepEvents", "", true, HttpStatusCode.BadRequest)]
    [InlineData("Missing", """{ "input": "" }""", true, HttpStatusCode.NotFound)]
    [InlineData("GetHealth", """{ "input": "" }""", true, HttpStatusCode.BadRequest)]
    public async Task AdminEndpoint_StartsFunctionsOfQueuesAndTimers_WithTheMasterKey(string function, string body, bool isMaster, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var response = await _client.PostAsync($"admin/functions/{function}?code={(isMaster ? Host.MasterKey : Host.HostKey)}", content);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task FunctionThatIsStartedByHand_RunsInTheWorker() => Assert.Null((await Host.InvokeAsync("SweepEvents")).Error);

    [Fact]
    public void FunctionUrl_FillsTheRoute_AndHasTheKeyThatIsAskedFor()
    {
        Assert.Equal($"{Host.BaseAddress}api/health", Host.FunctionUrl(nameof(HealthFunctions.GetHealth)).AbsoluteUri);
        Assert.Equal(
            $"{Host.BaseAddress}api/operations/events/a%20b?code={Host.FunctionKey(nameof(EventFunctions.GetEvent))}",
            Host.FunctionUrl(nameof(EventFunctions.GetEvent), ("id", "a b")).AbsoluteUri);
        Assert.Throws<ArgumentException>(() => Host.FunctionUrl("Missing"));
    }

    [Fact]
    public async Task DisabledFunction_IsNotFound_ButForTheMasterKey()
    {
        var azurite = new AzuriteFixture();
        await azurite.InitializeAsync();
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            Settings = new Dictionary<string, string> { ["AzureWebJobs.GetPause.Disabled"] = "true" },
        });
        var url = new Uri(stack.Host.BaseAddress, "api/operations/pause").AbsoluteUri;

        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(url, inQuery: stack.Host.HostKey));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(url, inQuery: stack.Host.MasterKey));
    }

    private async Task<HttpStatusCode> GetAsync(string path, string? inQuery = null, string? inHeader = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path + (inQuery is null ? "" : $"?code={inQuery}"));
        if (inHeader is not null)
        {
            request.Headers.Add("x-functions-key", inHeader);
        }

        using var response = await _client.SendAsync(request);
        return response.StatusCode;
    }
}
