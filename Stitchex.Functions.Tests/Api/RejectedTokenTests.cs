using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>What becomes of a token, or an organisation, that the API does not take.</summary>
public sealed class RejectedTokenTests(AzuriteFixture azurite) : LoginTest(azurite)
{
    [Fact]
    public async Task TokenRefusedAmongManyEvents_IsReplacedOnce_AndEachEventFetchesAgain()
    {
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        Stitchex.Tokens.ExpireAll();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync()));

        Assert.Equal((1, 1), LoginsAndRefreshes);
        Assert.Equal(2, Stitchex.Requests.Count(OrganisationPath));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 2, 2)]
    public async Task TokenThatIsRejectedAgainAndAgain_LeadsToOneLoginAndOneRepeat_OrNoneWhenItIsFresh(int minutesOld, int logins, int fetches)
    {
        await App.Services.GetRequiredService<StitchexLogin>().GetTokenAsync(CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(minutesOld));
        using var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((401, logins, fetches), (result.Status, (int)Stitchex.Requests.Count(TokenPath), fault.TimesMet));
        Assert.Contains("Stitchex:Api:Email and :Password", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RenewedTokenThatIsRejectedAtOnce_IsReplacedWithThePassword()
    {
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        using (Stitchex.Faults.Add(FaultRule.Response(401) with { Method = "GET" }))
        {
            await FetchAsync();
            Assert.Equal((1, 1), LoginsAndRefreshes);
            Time.Advance(TimeSpan.FromMinutes(2));
            await FetchAsync();
        }

        Assert.Equal((2, 1), LoginsAndRefreshes);
    }

    [Fact]
    public async Task RenewedTokenThatIsRejectedForTheOrganisation_IsReplacedWithThePassword()
    {
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        Stitchex.Tokens.ExpireAll();
        using (Stitchex.Faults.Add(FaultRule.Response(401) with { Path = OrganisationPath }))
        {
            await FetchAsync();
        }

        Time.Advance(TimeSpan.FromMinutes(1));
        await FindAsync();

        Assert.Equal((2, 1), LoginsAndRefreshes);
    }

    [Fact]
    public async Task OrganisationThatCannotBeSet_IsTriedAgainWithTheSameToken()
    {
        using (Stitchex.Faults.Add(FaultRule.Response(503) with { Path = OrganisationPath }))
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
            }
        }

        await FindAsync();

        Assert.Equal((1, 0), LoginsAndRefreshes);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(422)]
    public async Task OrganisationThatIsNotOurs_IsAskedForOnceAMinute_WithOneLogin_AndNamesTheSetting(int status)
    {
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status) with { Path = OrganisationPath });

        for (var i = 0; i < 3; i++)
        {
            await FetchAsync();
            var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
            Assert.Contains("Stitchex:Api:OrganisationId", result.Error, StringComparison.Ordinal);
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((1, 0), LoginsAndRefreshes);
        Assert.Equal(3, fault.TimesMet);
    }

    [Fact]
    public async Task FixedToken_NeedsNoLogin_AndHasTheOrganisationSet()
    {
        await UseFixedTokenAsync(Stitchex.Tokens.LogIn(Stitchex.Options.Email, Stitchex.Options.Password, lifetime: null)!.Value);

        await FindAsync();
        await FindAsync();

        Assert.Equal((0, 1), (Stitchex.Requests.Count(TokenPath), Stitchex.Requests.Count(OrganisationPath)));
    }

    [Fact]
    public async Task FixedTokenThatIsRejected_LeadsToNoLogin_AndIsNamedAndNotShown()
    {
        await UseFixedTokenAsync("f1xed");

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((401, 0), (result.Status, Stitchex.Requests.Count(TokenPath)));
        Assert.Contains("Stitchex:Api:AccessToken", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("f1xed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixedTokenThatHasExpired_IsTriedOnceAMinute_AndIsARefusedLogin()
    {
        await UseFixedTokenAsync(Stitchex.Tokens.LogIn(Stitchex.Options.Email, Stitchex.Options.Password, lifetime: null)!.Value);
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        Stitchex.Tokens.ExpireAll();

        for (var i = 0; i < 3; i++)
        {
            var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
            Assert.Contains("Stitchex:Api:AccessToken", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal((0, 2, 2), (Stitchex.Requests.Count(TokenPath), Stitchex.Requests.Count(OrganisationPath), Fetches().Length));
        Assert.Equal("LoginRejected", Assert.Single(App.Services.GetFakeLogCollector().GetSnapshot(), record => record.Level == LogLevel.Error).Id.Name);
    }

    [Fact]
    public async Task FixedTokenThatIsRejectedForAMoment_IsTriedOnce_HoweverManyMetIt()
    {
        await UseFixedTokenAsync(Stitchex.Tokens.LogIn(Stitchex.Options.Email, Stitchex.Options.Password, lifetime: null)!.Value);
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        var latency = TimeSpan.FromSeconds(1);
        using var fault = Stitchex.Faults.Add(FaultRule.Response(401) with { Method = "GET", Count = 16, Latency = latency });

        // None is rejected before all have asked: who asks later waits for the token, and does not meet its rejection.
        var finding = Task.WhenAll(Enumerable.Range(0, 16).Select(_ => FindAsync()));
        await Time.PassAsync(latency, waits: 16);
        await finding.WaitAsync(Eventually.Deadline);

        Assert.Equal(2, Stitchex.Requests.Count(OrganisationPath));
    }

    [Theory]
    [InlineData(402)]
    [InlineData(403)]
    public async Task Forbidden_NeverLeadsToALogin_AndNamesTheSetting(int status)
    {
        await FindAsync();
        Time.Advance(TimeSpan.FromMinutes(2));
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((1, 0), LoginsAndRefreshes);
        Assert.Contains("Stitchex:Api", result.Error, StringComparison.Ordinal);
    }
}
