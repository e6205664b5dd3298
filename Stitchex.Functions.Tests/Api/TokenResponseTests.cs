using System.Text.Json;
using Stitchex.Functions.Api;

namespace Stitchex.Functions.Tests.Api;

public sealed class TokenResponseTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Theory]
    [InlineData(604_800, 1_800_000_000L, 604_800)]
    [InlineData(604_800, 1_799_999_000L, 603_800)]
    [InlineData(604_800, 1_800_001_000L, 605_800)]
    [InlineData(31_536_000, null, 31_536_000)]
    [InlineData(604_800, -1L, 604_800)]
    [InlineData(604_800, long.MaxValue, 604_800)]
    [InlineData(604_800, 1_700_000_000L, null)]
    [InlineData(null, 1_800_000_000L, null)]
    [InlineData(0, 1_800_000_000L, null)]
    [InlineData(-5, 1_800_000_000L, null)]
    public void Expiry_IsReckonedFromTheTokensCreation(int? expiresIn, long? createdAt, int? secondsFromNow) => Assert.Equal(
        secondsFromNow, (int?)(new TokenResponse("token", expiresIn, createdAt, RefreshToken: null).ExpiryAt(Now) - Now)?.TotalSeconds);

    [Theory]
    [InlineData("604800", 604_800L)]
    [InlineData("\"604800\"", 604_800L)]
    [InlineData("604800.9", 604_800L)]
    [InlineData("1e5", 100_000L)]
    [InlineData("null", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"soon\"", null)]
    [InlineData("true", null)]
    [InlineData("1e300", null)]
    [InlineData("""{"seconds":[1]}""", null)]
    public void NumbersMayBeWrittenInAnyWay_AndNoneSpoilsALogin(string written, long? read) => Assert.Equal(
        new TokenResponse("t", read, read, RefreshToken: null),
        JsonSerializer.Deserialize($$"""{"created_at":{{written}},"access_token":"t","expires_in":{{written}}}""", StitchexJson.Default.TokenResponse));

    [Fact]
    public void LifeOfAllEternity_IsNoExpiry() => Assert.Null(new TokenResponse("token", long.MaxValue, CreatedAt: 1_800_000_000, RefreshToken: null).ExpiryAt(Now));

    [Theory]
    [InlineData("7.00:00:00", "6.00:00:00", "6.23:59:00")]
    [InlineData("01:00:00", "00:45:00", "00:59:00")]
    [InlineData("00:04:00", "00:03:00", "00:03:30")]
    public void Token_IsRenewedWhileItServes(string life, string renewedAfter, string usedFor)
    {
        var token = AccessToken.Until(Now + TimeSpan.Parse(life, null), "token", Now);

        Assert.Equal((TimeSpan.Parse(renewedAfter, null), TimeSpan.Parse(usedFor, null)), (token.RenewAt - Now, token.UsableUntil - Now));
    }
}
