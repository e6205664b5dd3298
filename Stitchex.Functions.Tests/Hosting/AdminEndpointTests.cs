using System.Net;
using System.Text;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class AdminEndpointTests : IAsyncLifetime
{
    private readonly TestHost _host = new()
    {
        Settings =
        {
            ["SampleQueue"] = "samples",
            ["SampleStorage"] = "UseDevelopmentStorage=true",
            ["AzureWebJobs.ProcessSample.Disabled"] = "1",
        },
    };

    public Task InitializeAsync() => _host.StartAsync(
        options => options with { Keys = new() { MasterKey = "master", HostKey = "host" } },
        typeof(QueueFunctions), typeof(HttpFunctions));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Post_StartsTheFunction()
    {
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("ProcessSample", """{ "input": "by hand" }""", "master"));
        await Eventually.HoldsAsync(() => _host.Probe.Calls.SequenceEqual(["by hand"]));
    }

    [Theory]
    [InlineData("ProcessSample", """{ "input": "" }""", "host", HttpStatusCode.Unauthorized)]
    [InlineData("ProcessSample", "", "master", HttpStatusCode.BadRequest)]
    [InlineData("ProcessSample", "null", "master", HttpStatusCode.BadRequest)]
    [InlineData("Missing", """{ "input": "" }""", "master", HttpStatusCode.NotFound)]
    [InlineData("Echo", """{ "input": "" }""", "master", HttpStatusCode.BadRequest)]
    public async Task Post_ThatIsWrong_IsRefused(string function, string body, string key, HttpStatusCode expected)
    {
        Assert.Equal(expected, await PostAsync(function, body, key));
        Assert.Empty(_host.Probe.Calls);
    }

    private async Task<HttpStatusCode> PostAsync(string function, string body, string key)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _host.Client.PostAsync($"admin/functions/{function}?code={key}", content);
        return response.StatusCode;
    }
}
