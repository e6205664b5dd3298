using System.Net;
using System.Text;
using Stitchex.Functions.Tests.Hosting.Samples;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class HttpTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public Task InitializeAsync() => _host.StartAsync(typeof(HttpFunctions));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Request_ArrivesAsItWasSent_AndSoDoesTheResponse()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/Echo?name=a%20b")
        {
            Content = new ByteArrayContent([0, 255, 13, 10]),
        };
        request.Headers.Add("X-Many", ["one", "two"]);

        var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([0, 255, 13, 10], await response.Content.ReadAsByteArrayAsync());
        Assert.Equal($"{_host.Host.BaseAddress}api/Echo?name=a%20b", response.Headers.GetValues("X-Url").Single());
        Assert.Equal("POST", response.Headers.GetValues("X-Method").Single());
        Assert.Equal("a b", response.Headers.GetValues("X-Name").Single());
        Assert.Equal("one,two", response.Headers.GetValues("X-Sent").Single().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Body_InChunks_DoesNotArrive_AsInTheRealHost()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/Echo") { Content = new StringContent("lost") };
        request.Headers.TransferEncodingChunked = true;

        var response = await _host.Client.SendAsync(request);

        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task LargeBody_ArrivesWhole()
    {
        var body = new byte[40_000_000];
        body[^1] = 7;

        var response = await _host.Client.PostAsync("api/Echo", new ByteArrayContent(body));

        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "api/Echo")]
    [InlineData("POST", "Echo")]
    [InlineData("POST", "api/Missing")]
    [InlineData("GET", "api/items/123")]
    [InlineData("GET", "")]
    public async Task WrongMethodOrPath_IsNotFound(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);

        var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("api/items/shirt/7", "shirt/7")]
    [InlineData("api/items/shirt", "shirt/none")]
    [InlineData("API/Items/shirt/a%20b", "shirt/a b")]
    public async Task RouteValues_AreBoundByName(string path, string expected)
    {
        var response = await _host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([expected], _host.Probe.Calls);
    }

    [Fact]
    public async Task NoMethods_MeansAll_AndNoResponse_IsNoContent()
    {
        var response = await _host.Client.DeleteAsync("api/Nothing");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["DELETE"], _host.Probe.Calls);
    }

    [Fact]
    public async Task Exception_IsAnEmpty500_AndLogged()
    {
        _host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("It broke.");

        var response = await _host.Client.PostAsync("api/Work", content: null);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Contains(_host.Logs.Lines, line =>
            line.StartsWith("Error Function.Work: Executed 'Work' (failed", StringComparison.Ordinal)
            && line.Contains("It broke.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ClientThatHangsUp_CancelsTheFunction()
    {
        var cancelled = new TaskCompletionSource();
        _host.Probe.Behaviour = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
        };
        using var hangingUp = new CancellationTokenSource();
        var request = _host.Client.PostAsync("api/Work", new StringContent("body", Encoding.UTF8), hangingUp.Token);
        await Eventually.HoldsAsync(() => _host.Probe.Calls.Count == 1);

        await hangingUp.CancelAsync();

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }
}
