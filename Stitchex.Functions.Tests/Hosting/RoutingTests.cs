using System.Net;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class RoutingTests
{
    [Fact]
    public async Task RouteThatMatchesFirst_InTheOrderOfNames_Wins()
    {
        await using var host = await new TestHost().StartAsync(typeof(RouteOrderFunctions));

        await host.Client.GetAsync("api/things/special");
        await host.Client.PostAsync("api/things/special", content: null);

        Assert.Equal(["A GET special", "B POST"], host.Probe.Calls);
    }

    [Theory]
    [InlineData("", "Echo")]
    [InlineData("hooks/v1", "hooks/v1/Echo")]
    public async Task RoutePrefix_ComesFromHostJson(string prefix, string path)
    {
        var host = new TestHost { HostJson = $$"""{ "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""" };
        await using var running = await host.StartAsync(typeof(HttpFunctions));

        var response = await host.Client.PostAsync(path, content: null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.EndsWith("/" + path, host.Host.FunctionUrl("Echo").AbsolutePath, StringComparison.Ordinal);
    }
}
