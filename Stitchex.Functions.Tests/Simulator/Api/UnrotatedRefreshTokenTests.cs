using System.Net.Http.Json;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Refresh tokens that stay good.</summary>
public sealed class UnrotatedRefreshTokenTests : SimulatorTest
{
    private protected override StitchexSimulatorOptions Options => new() { Tokens = new() { RotatesRefreshToken = false } };

    [Fact]
    public async Task RefreshToken_IsGivenAgain()
    {
        var token = await LogInAsync();
        var refreshToken = (string?)token["refresh_token"];

        using var response = await Http.PostAsJsonAsync(
            "/oauth/token",
            new { grant_type = "refresh_token", refresh_token = refreshToken });

        Assert.Equal(refreshToken, (string?)(await BodyAsync(response))["refresh_token"]);
    }
}
