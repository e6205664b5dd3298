using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>How tokens are obtained and renewed.</summary>
public sealed class StitchexLoginTests(AzuriteFixture azurite) : LoginTest(azurite)
{
    [Fact]
    public async Task TokenThatServes_IsKept()
    {
        await FindAsync();
        Time.Advance(Life * 0.7);

        await FindAsync();

        Assert.Equal((1, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task TokenThatIsAboutToExpire_IsRenewedInTheBackground_WhileRequestsGoOnWithIt()
    {
        await FindAsync();
        Time.Advance(Life * 0.8);
        using (var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Path = TokenPath }))
        {
            await FindAsync();
            await held.Met.WaitAsync(Eventually.Deadline);
            await FindAsync();

            Assert.All(Fetches(), request => Assert.Equal(1, request.Token));
            Assert.Equal(1, held.TimesMet);
        }

        await Eventually.HoldsAsync(async () =>
        {
            await FindAsync();
            return Fetches()[^1].Token == 2;
        });
        Assert.Equal((1, 1), LoginsAndRefreshes);
        Assert.Equal(2, Stitchex.Requests.Count(OrganisationPath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefreshTokens_ServeForEver_WhetherTheyAreReplacedOrNot(bool rotates)
    {
        await StartAgainAsync(new TokenOptions { Lifetime = Life, RotatesRefreshToken = rotates });
        await FindAsync();

        for (var i = 1; i <= 5; i++)
        {
            Time.Advance(Life);
            await FindAsync();

            Assert.Equal((1, i), LoginsAndRefreshes);
        }
    }

    [Fact]
    public async Task AccountWithoutRefreshTokens_LogsInAgain()
    {
        await StartAgainAsync(TokenOptions.OldStyle);
        await FindAsync();
        Time.Advance(TokenOptions.OldStyle.Lifetime);

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task RefusedRefresh_FallsBackToThePassword()
    {
        await FindAsync();
        Time.Advance(Life);
        Stitchex.Tokens.ExpireAll(refreshTokensToo: true);

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
        Assert.Equal(2, Stitchex.Requests.Count(OrganisationPath));
    }

    [Fact]
    public async Task RefreshThatIsRespondedWithHtml_FallsBackToThePassword()
    {
        await FindAsync();
        Time.Advance(Life);
        using var fault = Stitchex.Faults.Add(new FaultRule(FaultKind.Html) { Path = TokenPath, Count = 1 });

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task RenewalThatFails_IsTriedAgainAMinuteLater_AndTheTokenServesOn()
    {
        await FindAsync();
        Time.Advance(Life * 0.8);
        using (var fault = Stitchex.Faults.Add(FaultRule.Response(503) with { Path = TokenPath }))
        {
            await FindAsync();
            var login = App.Services.GetRequiredService<StitchexLogin>();
            await Eventually.HoldsAsync(async () => (await login.GetTokenAsync(CancellationToken.None)).RenewAt > Time.GetUtcNow());
            var times = fault.TimesMet;
            await FindAsync();
            await FindAsync();

            Assert.Equal(times, fault.TimesMet);
        }

        Time.Advance(TimeSpan.FromMinutes(2));
        await FindAsync();
        await Eventually.HoldsAsync(() => LoginsAndRefreshes == (1, 1));
    }

    [Fact]
    public async Task TokenThatSaysNothingOfItsExpiry_IsUsedUntilItIsRejected()
    {
        await StartAgainAsync(new TokenOptions { Lifetime = Life, SaysExpiry = false });
        await FindAsync();
        Time.Advance(Life * 0.99);
        await FindAsync();
        Assert.Equal((1, 0), LoginsAndRefreshes);
        Time.Advance(Life);

        await FindAsync();

        Assert.Equal((1, 1), LoginsAndRefreshes);
    }

    [Fact]
    public async Task CallerThatGivesUp_DoesNotEndTheLoginThatOthersWaitFor()
    {
        using var patience = new CancellationTokenSource();
        using var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Path = TokenPath });
        var login = App.Services.GetRequiredService<StitchexLogin>();
        var first = login.GetTokenAsync(patience.Token);
        var second = login.GetTokenAsync(CancellationToken.None);
        await held.Met.WaitAsync(Eventually.Deadline);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.End();

        await second.WaitAsync(Eventually.Deadline);
        Assert.Equal((1, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task LoginThatHangs_EndsWithItsDeadline()
    {
        using var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hang) { Path = TokenPath });
        var fetching = FetchAsync();
        await held.Met.WaitAsync(Eventually.Deadline);

        Time.Advance(TimeSpan.FromSeconds(31));

        Assert.IsType<FetchResult.Unavailable>(await fetching.WaitAsync(Eventually.Deadline));
    }
}
