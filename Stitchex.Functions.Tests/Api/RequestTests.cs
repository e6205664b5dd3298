using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Functions.Tests.Api;

/// <summary>Where requests go and how they are sent, through real HTTP.</summary>
public sealed class RequestTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("{0}invoices/7")]
    [InlineData("//{1}/invoices/7")]
    [InlineData("\\\\{1}/invoices/7")]
    [InlineData("@{1}/invoices/7")]
    public async Task PathThatIsAnAddress_NeverLeadsToAnotherServer(string path)
    {
        await using var stitchex = await SimulatedStitchex.StartAsync();
        await using var other = await SimulatedStitchex.StartAsync();
        await using var app = await ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(stitchex));
        var address = string.Format(null, path, other.BaseAddress.AbsoluteUri, other.BaseAddress.Authority);

        var api = app.Services.GetRequiredService<StitchexApi>();
        await api.SendAsync(HttpMethod.Get, address, "t0ken", content: null, CancellationToken.None);

        Assert.Equal((1, 0), (stitchex.Requests.Count(), other.Requests.Count()));
    }

    [Fact]
    public async Task RequestsWithABody_SayItsLength()
    {
        await using var stitchex = await SimulatedStitchex.StartAsync();
        await using var app = await ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(stitchex));

        var login = app.Services.GetRequiredService<StitchexLogin>();
        login.Invalidate(await login.GetTokenAsync(CancellationToken.None));
        await login.GetTokenAsync(CancellationToken.None);

        LoggedRequest[] posts = [.. stitchex.Requests.Recent.Where(request => request.Method == "POST")];
        Assert.Equal((4, 1), (posts.Length, stitchex.Tokens.Counts.Refreshes));
        Assert.All(posts, request => Assert.True(request.ContentLength > 0, request.ToString()));
    }
}
