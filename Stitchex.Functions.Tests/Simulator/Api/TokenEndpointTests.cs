using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Tokens as an account of today gives them out.</summary>
public sealed class TokenEndpointTests : SimulatorTest
{
    [Fact]
    public async Task RightPassword_ReturnsTokenForSevenDays()
    {
        var token = await LogInAsync();

        Assert.Equal(604_800, (long)token["expires_in"]!);
        Assert.Equal("Bearer", (string?)token["token_type"]);
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), (long)token["created_at"]!);
        Assert.NotNull(token["refresh_token"]);
    }

    [Fact]
    public async Task WrongPassword_Returns401WithError()
    {
        using var response = await PostAsync(new { email = "warehouse@example.com", password = "guessed", grant_type = "password" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_grant", (string?)(await BodyAsync(response))["error"]);
        Assert.Equal(1, Simulator.Tokens.Counts.Rejected);
    }

    [Fact]
    public async Task UnknownGrant_Returns400()
    {
        using var response = await PostAsync(new { grant_type = "client_credentials" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task BodyThatIsNotJson_Returns400()
    {
        using var body = new StringContent("grant_type=password");
        using var response = await Http.PostAsync("/oauth/token", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task AskedForLifetime_IsGiven()
    {
        var options = Simulator.Options;
        using var response = await PostAsync(new { options.Email, options.Password, grant_type = "password", expires_in = 60 });

        Assert.Equal(60, (long)(await BodyAsync(response))["expires_in"]!);
    }

    [Fact]
    public async Task RefreshToken_IsGoodOnce()
    {
        var token = await LogInAsync();

        using var first = await RefreshAsync(token);
        using var second = await RefreshAsync(token);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.NotEqual((string?)token["refresh_token"], (string?)(await BodyAsync(first))["refresh_token"]);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
    }

    [Fact]
    public async Task LoginsAndRefreshes_AreCountedApart()
    {
        var token = await LogInAsync();
        using var response = await RefreshAsync(token);

        Assert.Equal((1, 1, 2), (Simulator.Tokens.Counts.Logins, Simulator.Tokens.Counts.Refreshes, Simulator.Tokens.Counts.Issued));
    }

    [Fact]
    public async Task NoToken_Returns401()
    {
        using var response = await Http.GetAsync("/organisations");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task TokenOlderThanItsLifetime_Returns401()
    {
        await LogInAsync();

        Time.Advance(TimeSpan.FromDays(7));
        using var response = await Http.GetAsync("/organisations");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task TokensExpiredByForce_CanBeRefreshed()
    {
        var token = await LogInAsync();

        Simulator.Tokens.ExpireAll();

        using var rejected = await Http.GetAsync("/organisations");
        using var refreshed = await RefreshAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, rejected.StatusCode);
        Assert.Equal(HttpStatusCode.OK, refreshed.StatusCode);
    }

    [Fact]
    public async Task RefreshTokensExpiredByForce_CannotBeUsed()
    {
        var token = await LogInAsync();

        Simulator.Tokens.ExpireAll(refreshTokensToo: true);

        using var response = await RefreshAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private Task<HttpResponseMessage> PostAsync(object grant) => Http.PostAsJsonAsync("/oauth/token", grant);

    private Task<HttpResponseMessage> RefreshAsync(JsonObject token) =>
        PostAsync(new { grant_type = "refresh_token", refresh_token = (string?)token["refresh_token"] });
}
