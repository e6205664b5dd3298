using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>The client against the simulated Stitchex, through real HTTP.</summary>
public sealed class StitchexApiClientTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private StitchexSimulator _stitchex = null!;
    private SimulatedChange _invoice = null!;

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _invoice = _stitchex.Create("invoice");
    }

    public async Task DisposeAsync() => await _stitchex.DisposeAsync();

    [Fact]
    public async Task Record_IsFetched_AfterOneLoginAndWithOurOrganisationSet()
    {
        await using var app = await StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FetchAsync(app)));

        Assert.All(results, result => Assert.Equal(_invoice.Version.Json.ToArray(), Assert.IsType<FetchResult.Found>(result).Record.Content.ToArray()));
        Assert.Equal((1, 1), (_stitchex.Requests.Count("/oauth/token"), _stitchex.Requests.Count("/organisations/set_current_org")));
    }

    [Fact]
    public async Task RefusedLogin_IsTriedOnce_AndNamesTheSetting()
    {
        await using var app = await StartAsync(("Stitchex:Api:Password", "wr0ng"));

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FetchAsync(app)));

        Assert.All(results, result => Assert.Contains("Stitchex:Api:Email and Stitchex:Api:Password", Assert.IsType<FetchResult.Unavailable>(result).Error, StringComparison.Ordinal));
        Assert.All(results, result => Assert.DoesNotContain("wr0ng", ((FetchResult.Unavailable)result).Error, StringComparison.Ordinal));
        Assert.Equal(1, _stitchex.Requests.Count("/oauth/token"));
    }

    [Fact]
    public async Task FixedToken_NeedsNoLogin_AndIsNamedWhenItIsRefused()
    {
        await using var app = await StartAsync(("Stitchex:Api:Email", ""), ("Stitchex:Api:Password", ""), ("Stitchex:Api:AccessToken", "f1xed"));

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));

        Assert.Equal(0, _stitchex.Requests.Count("/oauth/token"));
        Assert.Equal(401, result.Status);
        Assert.DoesNotContain("f1xed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrganisationSwitchedBehindOurBack_IsSetAgain()
    {
        await using var app = await StartAsync();
        await FetchAsync(app);
        _stitchex.CurrentOrganisation.SwitchAll(11111);

        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
        Assert.Equal(2, _stitchex.Requests.Count("/organisations/set_current_org"));
    }

    [Fact]
    public async Task OrganisationThatIsNoLongerSet_IsSetAgain()
    {
        await using var app = await StartAsync();
        await FetchAsync(app);
        _stitchex.CurrentOrganisation.Clear();

        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
    }

    [Theory]
    [InlineData("Html")]
    [InlineData("Empty")]
    [InlineData("NoContent")]
    [InlineData("LoginRedirect")]
    [InlineData("Truncated")]
    public async Task OrganisationThatIsOnlySaidToBeSet_IsNotTakenAsSet(string kind)
    {
        await using var app = await StartAsync();
        using (_stitchex.Faults.Add(new FaultRule(Enum.Parse<FaultKind>(kind)) { Path = "/organisations/set_current_org" }))
        {
            Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));
        }

        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
    }

    [Fact]
    public async Task MissingRecord_IsAskedForTwice_WithOurOrganisationSetInBetween()
    {
        await using var app = await StartAsync();

        var result = await app.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", "1", TimeProvider.System.GetUtcNow(), CancellationToken.None);

        Assert.IsType<FetchResult.NotFound>(result);
        Assert.Equal(2, _stitchex.Requests.Count("/organisations/set_current_org"));
    }

    [Theory]
    [InlineData("Status", typeof(FetchResult.Unavailable))]
    [InlineData("Hang", typeof(FetchResult.Unavailable))]
    [InlineData("Reset", typeof(FetchResult.Unavailable))]
    [InlineData("CutOff", typeof(FetchResult.Unavailable))]
    [InlineData("Truncated", typeof(FetchResult.Unusable))]
    [InlineData("Html", typeof(FetchResult.Unusable))]
    [InlineData("Empty", typeof(FetchResult.Unusable))]
    [InlineData("NoContent", typeof(FetchResult.Unusable))]
    [InlineData("LoginRedirect", typeof(FetchResult.Unusable))]
    [InlineData("WrongRecord", typeof(FetchResult.Unusable))]
    [InlineData("OtherOrganisation", typeof(FetchResult.OtherOrganisation))]
    [InlineData("Gzip", typeof(FetchResult.Found))]
    [InlineData("Brotli", typeof(FetchResult.Found))]
    public async Task AnswerThatLies_IsNeverARecord(string kind, Type result)
    {
        await using var app = await StartAsync(("Stitchex:Api:FetchTimeout", "00:00:02"));
        using var fault = _stitchex.Faults.Add(new FaultRule(Enum.Parse<FaultKind>(kind)) { Method = "GET" });

        Assert.IsType(result, await FetchAsync(app));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task StatusOfTheApiAsAWhole_SaysNothingAboutTheRecord(int status)
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Answer(status) with { Method = "GET" });

        Assert.Equal(status, Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app)).Status);
        Assert.True(_stitchex.Requests.Count("/oauth/token") <= 1);
    }

    [Fact]
    public async Task RetryAfter_ClosesTheGateForTheWholeInstance()
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Answer(429, "120") with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));

        Assert.Equal(TimeSpan.FromSeconds(120), result.RetryAfter);
        Assert.InRange((await app.Services.GetRequiredService<RequestGate>().EnterAsync(CancellationToken.None))!.Value, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task AnswerAboveTheLimit_IsNotRead()
    {
        await using var app = await StartAsync(("Stitchex:Api:MaxResponseBytes", "1024"));

        Assert.Contains("MaxResponseBytes", Assert.IsType<FetchResult.Unusable>(await FetchAsync(app)).Error, StringComparison.Ordinal);
    }

    private Task<ReceiverApp> StartAsync(params (string Name, string Value)[] settings) => ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(_stitchex, settings));

    private Task<FetchResult> FetchAsync(ReceiverApp app) =>
        app.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", _invoice.Id, TimeProvider.System.GetUtcNow(), CancellationToken.None);
}
