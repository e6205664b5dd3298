using System.Net;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class HttpKeyTests : IAsyncLifetime
{
    private readonly TestHost _host = new() { Settings = { ["AzureWebJobs.AlsoLocked.Disabled"] = "true" } };

    public Task InitializeAsync() => _host.StartAsync(
        options => options with
        {
            Keys = new() { MasterKey = "master", HostKey = "host", FunctionKeys = new Dictionary<string, string> { ["Locked"] = "own" } },
        },
        typeof(HttpFunctions));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("Locked", "own", HttpStatusCode.OK)]
    [InlineData("Locked", "host", HttpStatusCode.OK)]
    [InlineData("Locked", "master", HttpStatusCode.OK)]
    [InlineData("Locked", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Locked", "", HttpStatusCode.Unauthorized)]
    [InlineData("operators", "master", HttpStatusCode.OK)]
    [InlineData("operators", "host", HttpStatusCode.Unauthorized)]
    [InlineData("operators", "own", HttpStatusCode.Unauthorized)]
    [InlineData("Nothing", "wrong", HttpStatusCode.NoContent)]
    public async Task Key_InTheQueryOrInTheHeader_OpensWhatItMay(string route, string key, HttpStatusCode expected)
    {
        Assert.Equal(expected, await GetAsync(route, inQuery: key));
        Assert.Equal(expected, await GetAsync(route, inHeader: key));
    }

    [Fact]
    public async Task NoKey_IsUnauthorized()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("Locked"));
    }

    [Fact]
    public async Task TwoKeys_TheHeaderCounts()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("Locked", inQuery: "own", inHeader: "wrong"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("Locked", inQuery: "wrong", inHeader: "own"));
    }

    [Fact]
    public async Task DisabledFunction_IsNotFound_ButForTheMasterKey()
    {
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync("AlsoLocked", inQuery: "host"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("AlsoLocked", inQuery: "wrong"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("AlsoLocked", inQuery: "master"));
    }

    [Fact]
    public async Task KeyOfAnotherFunction_OpensNothing()
    {
        Assert.NotEqual(_host.Host.FunctionKey("Locked"), _host.Host.FunctionKey("AlsoLocked"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("Locked", inQuery: _host.Host.FunctionKey("AlsoLocked")));
    }

    [Fact]
    public void FunctionUrl_HasTheKeyThatIsAskedFor()
    {
        Assert.Equal($"{_host.Host.BaseAddress}api/Locked?code=own", _host.Host.FunctionUrl("Locked").AbsoluteUri);
        Assert.Equal(
            $"{_host.Host.BaseAddress}api/items/shirt/a%20b",
            _host.Host.FunctionUrl("Item", ("kind", "shirt"), ("id", "a b")).AbsoluteUri);
        Assert.Throws<ArgumentException>(() => _host.Host.FunctionUrl("Missing"));
    }

    private async Task<HttpStatusCode> GetAsync(string route, string? inQuery = null, string? inHeader = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/{route}" + (inQuery is null ? "" : $"?code={inQuery}"));

        if (inHeader is not null)
        {
            request.Headers.Add("x-functions-key", inHeader);
        }

        using var response = await _host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
