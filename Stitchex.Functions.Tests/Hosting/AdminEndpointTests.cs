using System.Net;
using System.Text;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class AdminEndpointTests() : HostTest(new TestHost
{
    Settings =
    {
        ["SampleQueue"] = "samples",
        ["SampleStorage"] = "UseDevelopmentStorage=true",
        ["AzureWebJobs.ProcessSample.Disabled"] = "1",
    },
})
{
    public override Task InitializeAsync() => Host.StartAsync(
        options => options with { Keys = new() { MasterKey = "master", HostKey = "host" } },
        typeof(QueueFunctions), typeof(HttpFunctions));

    [Fact]
    public async Task Post_StartsTheFunction()
    {
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("ProcessSample", """{ "input": "by hand" }""", "master"));
        await Eventually.HoldsAsync(() => Host.Probe.Calls.SequenceEqual(["by hand"]));
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
        Assert.Empty(Host.Probe.Calls);
    }

    private async Task<HttpStatusCode> PostAsync(string function, string body, string key)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Host.Client.PostAsync($"admin/functions/{function}?code={key}", content);
        return response.StatusCode;
    }
}
