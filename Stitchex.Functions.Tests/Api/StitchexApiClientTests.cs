using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>The client against the simulated Stitchex, through real HTTP.</summary>
public sealed class StitchexApiClientTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
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

    [Theory]
    [InlineData(200, """{"Status":"Error","error":"You are not a member of this organisation"}""")]
    [InlineData(200, """{"Status":"Error"}""")]
    [InlineData(201, """{"status":"failed"}""")]
    [InlineData(201, """{"Status":403}""")]
    [InlineData(200, """{"error":"not a member"}""")]
    [InlineData(200, """{"Errors":["not a member"]}""")]
    [InlineData(200, """{"success":false}""")]
    public async Task OrganisationThatIsRejectedWithASuccessStatus_IsNotTakenAsSet(int status, string body)
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Response(status) with { Path = "/organisations/set_current_org", Body = body });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));

        Assert.Contains("Stitchex:Api:OrganisationId", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("member", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, _stitchex.Requests.Count("/invoices/?invoice_id={id}"));
    }

    [Theory]
    [InlineData(201, """{"Status":"Updated"}""")]
    [InlineData(200, """{"status":"updated","error":null,"errors":[]}""")]
    [InlineData(200, """{"success":true}""")]
    [InlineData(200, "{}")]
    public async Task OrganisationThatIsSet_IsTakenAsSet_HoweverTheResponseSaysIt(int status, string body)
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Response(status) with { Path = "/organisations/set_current_org", Body = body });

        var token = await app.Services.GetRequiredService<StitchexLogin>().GetTokenAsync(CancellationToken.None);

        Assert.NotEmpty(token.Value);
    }

    [Fact]
    public async Task MissingRecord_IsAskedForTwice_WithOurOrganisationSetInBetween()
    {
        await using var app = await StartAsync();
        var client = app.Services.GetRequiredService<StitchexApiClient>();

        var result = await client.FetchAsync("invoice", "1", _time.GetUtcNow(), CancellationToken.None);

        Assert.IsType<FetchResult.NotFound>(result);
        Assert.Equal(2, _stitchex.Requests.Count("/organisations/set_current_org"));
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
        using var fault = _stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET" });

        Assert.Equal(status, Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app)).Status);
        Assert.True(_stitchex.Requests.Count("/oauth/token") <= 1);
    }

    // On a clock that stands: what is asked here is never a matter of time.
    private Task<ReceiverApp> StartAsync(params (string Name, string Value)[] settings) =>
        ReceiverApp.StartAsync(
            azurite, SimulatedStitchex.SettingsFor(_stitchex, settings), services => services.AddSingleton<TimeProvider>(_time));

    private Task<FetchResult> FetchAsync(ReceiverApp app) =>
        app.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", _invoice.Id, _time.GetUtcNow(), CancellationToken.None);
}
