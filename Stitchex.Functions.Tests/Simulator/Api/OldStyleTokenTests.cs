using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Tokens as older accounts give them out.</summary>
public sealed class OldStyleTokenTests : SimulatorTest
{
    private protected override StitchexSimulatorOptions Options => new() { Tokens = TokenOptions.OldStyle };

    [Fact]
    public async Task RightPassword_ReturnsTokenForAYearWithoutRefreshToken()
    {
        var token = await LogInAsync();

        Assert.Equal(31_536_000, (long)token["expires_in"]!);
        Assert.False(token.ContainsKey("refresh_token"));
    }
}
