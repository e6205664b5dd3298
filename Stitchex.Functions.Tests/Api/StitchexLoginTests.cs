using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>How tokens are obtained, renewed and replaced, through real HTTP and on a clock that the app and the simulated Stitchex share.</summary>
public sealed class StitchexLoginTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const string TokenPath = "/oauth/token";
    private const string OrganisationPath = "/organisations/set_current_org";

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;
    private SimulatedChange _invoice = null!;

    public Task InitializeAsync() => StartAsync(new TokenOptions { Lifetime = Life });

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Fact]
    public async Task TokenThatServes_IsKept()
    {
        await FindAsync();
        _time.Advance(Life * 0.7);

        await FindAsync();

        Assert.Equal((1, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task TokenThatIsAboutToExpire_IsRenewedInTheBackground_WhileRequestsGoOnWithIt()
    {
        await FindAsync();
        _time.Advance(Life * 0.8);
        using (var held = _stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Path = TokenPath }))
        {
            await FindAsync();
            await held.Met.WaitAsync(TimeSpan.FromSeconds(30));
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
        Assert.Equal(2, _stitchex.Requests.Count(OrganisationPath));
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
            _time.Advance(Life);
            await FindAsync();

            Assert.Equal((1, i), LoginsAndRefreshes);
        }
    }

    [Fact]
    public async Task AccountWithoutRefreshTokens_LogsInAgain()
    {
        await StartAgainAsync(TokenOptions.OldStyle);
        await FindAsync();
        _time.Advance(TokenOptions.OldStyle.Lifetime);

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task RefusedRefresh_FallsBackToThePassword()
    {
        await FindAsync();
        _time.Advance(Life);
        _stitchex.Tokens.ExpireAll(refreshTokensToo: true);

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
        Assert.Equal(2, _stitchex.Requests.Count(OrganisationPath));
    }

    [Fact]
    public async Task RefreshThatIsAnsweredWithHtml_FallsBackToThePassword()
    {
        await FindAsync();
        _time.Advance(Life);
        using var fault = _stitchex.Faults.Add(new FaultRule(FaultKind.Html) { Path = TokenPath, Count = 1 });

        await FindAsync();

        Assert.Equal((2, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task RenewalThatFails_IsTriedAgainAMinuteLater_AndTheTokenServesOn()
    {
        await FindAsync();
        _time.Advance(Life * 0.8);
        using (var fault = _stitchex.Faults.Add(FaultRule.Answer(503) with { Path = TokenPath }))
        {
            await FindAsync();
            await Eventually.HoldsAsync(() => _stitchex.Requests.Count(TokenPath) == 2);
            await FindAsync();
            await FindAsync();

            Assert.Equal(1, fault.TimesMet);
        }

        _time.Advance(TimeSpan.FromMinutes(2));
        await FindAsync();
        await Eventually.HoldsAsync(() => LoginsAndRefreshes == (1, 1));
    }

    [Fact]
    public async Task TokenRefusedAmongManyEvents_IsReplacedOnce_AndEachEventFetchesAgain()
    {
        await FindAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        _stitchex.Tokens.ExpireAll();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => FindAsync()));

        Assert.Equal((1, 1), LoginsAndRefreshes);
        Assert.Equal(2, _stitchex.Requests.Count(OrganisationPath));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(2, 2, 2)]
    public async Task TokenThatIsRefusedAgainAndAgain_LeadsToOneLoginAndOneRepeat_OrNoneWhenItIsFresh(int minutesOld, int logins, int fetches)
    {
        await _app.Services.GetRequiredService<StitchexLogin>().GetTokenAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(minutesOld));
        using var fault = _stitchex.Faults.Add(FaultRule.Answer(401) with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((401, logins, fetches), (result.Status, (int)_stitchex.Requests.Count(TokenPath), fault.TimesMet));
        Assert.Contains("Stitchex:Api:Email and :Password", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RenewedTokenThatIsRefusedAtOnce_IsReplacedWithThePassword()
    {
        await FindAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        using (_stitchex.Faults.Add(FaultRule.Answer(401) with { Method = "GET" }))
        {
            await FetchAsync();
            Assert.Equal((1, 1), LoginsAndRefreshes);
            _time.Advance(TimeSpan.FromMinutes(2));
            await FetchAsync();
        }

        Assert.Equal((2, 1), LoginsAndRefreshes);
    }

    [Fact]
    public async Task TokenThatSaysNothingOfItsExpiry_IsUsedUntilItIsRefused()
    {
        await StartAgainAsync(new TokenOptions { Lifetime = Life, SaysExpiry = false });
        await FindAsync();
        _time.Advance(Life * 0.99);
        await FindAsync();
        Assert.Equal((1, 0), LoginsAndRefreshes);
        _time.Advance(Life);

        await FindAsync();

        Assert.Equal((1, 1), LoginsAndRefreshes);
    }

    [Fact]
    public async Task OrganisationThatCannotBeSet_IsTriedAgainWithTheSameToken()
    {
        using (_stitchex.Faults.Add(FaultRule.Answer(503) with { Path = OrganisationPath }))
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
    [InlineData(403)]
    [InlineData(422)]
    public async Task OrganisationThatIsNotOurs_IsAskedForOnceAMinute_WithOneLogin_AndNamesTheSetting(int status)
    {
        using var fault = _stitchex.Faults.Add(FaultRule.Answer(status) with { Path = OrganisationPath });

        for (var i = 0; i < 3; i++)
        {
            await FetchAsync();
            var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
            Assert.Contains("Stitchex:Api:OrganisationId", result.Error, StringComparison.Ordinal);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((1, 0), LoginsAndRefreshes);
        Assert.Equal(3, fault.TimesMet);
    }

    [Fact]
    public async Task FixedToken_NeedsNoLogin_AndHasTheOrganisationSet()
    {
        await UseFixedTokenAsync(_stitchex.Tokens.LogIn(_stitchex.Options.Email, _stitchex.Options.Password, lifetime: null)!.Value);

        await FindAsync();
        await FindAsync();

        Assert.Equal((0, 1), (_stitchex.Requests.Count(TokenPath), _stitchex.Requests.Count(OrganisationPath)));
    }

    [Fact]
    public async Task FixedTokenThatIsRefused_LeadsToNoLogin_AndIsNamedAndNotShown()
    {
        await UseFixedTokenAsync("f1xed");

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((401, 0), (result.Status, _stitchex.Requests.Count(TokenPath)));
        Assert.Contains("Stitchex:Api:AccessToken", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("f1xed", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(402)]
    [InlineData(403)]
    public async Task Forbidden_NeverLeadsToALogin_AndNamesTheSetting(int status)
    {
        await FindAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        using var fault = _stitchex.Faults.Add(FaultRule.Answer(status) with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Equal((1, 0), LoginsAndRefreshes);
        Assert.Contains("Stitchex:Api", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallerThatGivesUp_DoesNotEndTheLoginThatOthersWaitFor()
    {
        using var patience = new CancellationTokenSource();
        using var held = _stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Path = TokenPath });
        var login = _app.Services.GetRequiredService<StitchexLogin>();
        var first = login.GetTokenAsync(patience.Token);
        var second = login.GetTokenAsync(CancellationToken.None);
        await held.Met.WaitAsync(TimeSpan.FromSeconds(30));

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.End();

        await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal((1, 0), LoginsAndRefreshes);
    }

    [Fact]
    public async Task LoginThatHangs_EndsWithItsDeadline()
    {
        using var held = _stitchex.Faults.Add(new FaultRule(FaultKind.Hang) { Path = TokenPath });
        var fetching = FetchAsync();
        await held.Met.WaitAsync(TimeSpan.FromSeconds(30));

        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.IsType<FetchResult.Unavailable>(await fetching.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private (int Logins, int Refreshes) LoginsAndRefreshes => (_stitchex.Tokens.Counts.Logins, _stitchex.Tokens.Counts.Refreshes);

    private async Task StartAsync(TokenOptions tokens)
    {
        _stitchex = await SimulatedStitchex.StartAsync(options => options with { Tokens = tokens }, _time);
        _invoice = _stitchex.Create("invoice");
        _app = await ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(_stitchex), services => services.AddSingleton<TimeProvider>(_time));
    }

    private async Task StartAgainAsync(TokenOptions tokens)
    {
        await DisposeAsync();
        await StartAsync(tokens);
    }

    private async Task UseFixedTokenAsync(string token)
    {
        await _app.DisposeAsync();
        _app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(_stitchex, ("Stitchex:Api:Email", ""), ("Stitchex:Api:Password", ""), ("Stitchex:Api:AccessToken", token)),
            services => services.AddSingleton<TimeProvider>(_time));
    }

    private LoggedRequest[] Fetches() => [.. _stitchex.Requests.Recent.Where(request => request.Method == "GET")];

    private async Task FindAsync() => Assert.IsType<FetchResult.Found>(await FetchAsync());

    private Task<FetchResult> FetchAsync() =>
        _app.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", _invoice.Id, _time.GetUtcNow(), CancellationToken.None);
}
