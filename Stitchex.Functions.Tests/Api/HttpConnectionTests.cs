using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Api;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Api;

/// <summary>The connections to the API: how they are set up, and that they are used again.</summary>
public sealed class HttpConnectionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Connections_AreRenewed_SoThatChangesOfDnsAreSeen()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var sockets = SocketsOf(app);

        Assert.Equal(TimeSpan.FromMinutes(5), sockets.PooledConnectionLifetime);
        Assert.False(sockets.AllowAutoRedirect);
        Assert.False(sockets.UseCookies);
    }

    [Fact]
    public async Task Handler_IsOneForEver_SoThatNoneCanLeak()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var options = app.Services.GetRequiredService<IOptionsMonitor<HttpClientFactoryOptions>>().Get(StitchexApi.HttpClientName);

        Assert.Equal(Timeout.InfiniteTimeSpan, options.HandlerLifetime);
        Assert.Same(SocketsOf(app), SocketsOf(app));
    }

    private static SocketsHttpHandler SocketsOf(ReceiverApp app)
    {
        var handler = app.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(StitchexApi.HttpClientName);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return Assert.IsType<SocketsHttpHandler>(handler);
    }
}
