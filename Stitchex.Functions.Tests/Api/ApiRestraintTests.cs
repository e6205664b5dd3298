using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>How one instance of the app holds itself back, as a whole: when the API asks for it, when it fails, and by its own limits. Through real HTTP.</summary>
public sealed class ApiRestraintTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private StitchexSimulator _stitchex = null!;
    private SimulatedChange _invoice = null!;

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync(time: _time);
        _invoice = _stitchex.Create("invoice");
    }

    public async Task DisposeAsync() => await _stitchex.DisposeAsync();

    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "120", 120)]
    [InlineData(429, "Tue, 24 Nov 2026 12:10:00 GMT", 600)]
    [InlineData(429, "864000", 21600)]
    [InlineData(503, "21600", 300)]
    [InlineData(500, "Tue, 24 Nov 2026 18:00:00 GMT", 300)]
    [InlineData(408, "21600", 300)]
    [InlineData(429, "Tue, 24 Nov 2026 11:00:00 GMT", 0)]
    [InlineData(429, "-1", 0)]
    [InlineData(429, "0", 0)]
    [InlineData(429, "soon", 0)]
    [InlineData(429, null, 0)]
    public async Task RetryAfter_HoldsForTheWholeInstance(int status, string? retryAfter, int seconds)
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Response(status, retryAfter) with { Method = "GET" });

        var result = Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));

        TimeSpan? asked = seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;
        Assert.Equal((asked, asked), (result.RetryAfter, await EnterAsync(app)));
    }

    [Fact]
    public async Task LongestRetryAfterOfAFailure_IsASetting()
    {
        await using var app = await StartAsync(("Stitchex:Processing:MaxFailureRetryAfter", "00:01:00"));
        using var fault = _stitchex.Faults.Add(FaultRule.Response(503, "21600") with { Method = "GET" });

        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app)).RetryAfter);
        Assert.Equal(TimeSpan.FromMinutes(1), await EnterAsync(app));
    }

    [Fact]
    public async Task RecordThatFailsAgainAndAgain_HoldsOthersBackOnce_UntilAnotherFails()
    {
        await using var app = await StartAsync();
        var other = _stitchex.Create("product");
        using var fault = _stitchex.Faults.Add(FaultRule.Response(503, "120") with { Method = "GET" });
        TimeSpan? asked = TimeSpan.FromSeconds(120);

        Assert.Equal(asked, Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app)).RetryAfter);
        _time.Advance(asked.Value);
        Assert.Equal(asked, Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app)).RetryAfter);
        Assert.Null(await EnterAsync(app));

        var client = app.Services.GetRequiredService<StitchexApiClient>();
        await client.FetchAsync("product", other.Id, _time.GetUtcNow(), CancellationToken.None);
        Assert.Equal(asked, await EnterAsync(app));
    }

    [Fact]
    public async Task RetryAfterOfALogin_HoldsForTheWholeInstanceToo()
    {
        await using var app = await StartAsync();
        using var fault = _stitchex.Faults.Add(FaultRule.Response(429, "120") with { Path = "/oauth/token" });

        Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));

        Assert.Equal(TimeSpan.FromSeconds(120), await EnterAsync(app));
    }

    [Fact]
    public async Task ApiThatKeepsFailing_IsLeftAlone_AndServedAgainLater()
    {
        await using var app = await StartAsync();
        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
        using (var fault = _stitchex.Faults.Add(FaultRule.Response(500)))
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.IsType<FetchResult.Unavailable>(await FetchAsync(app));
            }

            // With the three that went well, twenty are enough to judge by.
            Assert.Equal(17, fault.TimesMet);
        }

        Assert.Equal(TimeSpan.FromSeconds(15), await EnterAsync(app));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(await EnterAsync(app));
        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
    }

    [Fact]
    public async Task RequestsUnderWay_AreNoMoreThanTheLimit_AndTheOthersWait()
    {
        await using var app = await StartAsync(("Stitchex:Api:MaxConcurrentRequests", "3"));
        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
        using var held = _stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Method = "GET" });

        var fetches = Enumerable.Range(0, 10).Select(_ => FetchAsync(app)).ToList();
        await Eventually.HoldsAsync(() => held.TimesMet >= 3);
        await AskForTheHelpAsync();
        Assert.Equal(3, held.TimesMet);
        held.End();

        Assert.All(await Task.WhenAll(fetches), result => Assert.IsType<FetchResult.Found>(result));
    }

    [Fact]
    public async Task WaitingForAnotherRequest_IsNotTakenForASlowApi()
    {
        await using var app = await StartAsync(("Stitchex:Api:MaxConcurrentRequests", "1"), ("Stitchex:Api:RequestTimeout", "00:00:10"), ("Stitchex:Api:FetchTimeout", "00:01:30"));
        Assert.IsType<FetchResult.Found>(await FetchAsync(app));
        using var held = _stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Method = "GET", Count = 1 });
        var first = FetchAsync(app);
        await held.Met.WaitAsync(Eventually.Deadline);
        var second = FetchAsync(app);

        _time.Advance(TimeSpan.FromSeconds(11));

        var timedOut = Assert.IsType<FetchResult.Unavailable>(await first.WaitAsync(Eventually.Deadline));
        Assert.Contains("RequestTimeout", timedOut.Error, StringComparison.Ordinal);
        Assert.IsType<FetchResult.Found>(await second.WaitAsync(Eventually.Deadline));
        held.End();
    }

    // An exchange over a socket: whatever else was on its way to the simulator has arrived when it is over.
    private async Task AskForTheHelpAsync()
    {
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri(_stitchex.BaseAddress, "control"));
    }

    // A throttle that nobody opens is a failure, not a test that never ends.
    private static Task<TimeSpan?> EnterAsync(ReceiverApp app) =>
        app.Services.GetRequiredService<RequestThrottle>().WaitAsync(CancellationToken.None).WaitAsync(Eventually.Deadline);

    private Task<ReceiverApp> StartAsync(params (string Name, string Value)[] settings) =>
        ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(_stitchex, settings), services => services.AddSingleton<TimeProvider>(_time));

    private Task<FetchResult> FetchAsync(ReceiverApp app) =>
        app.Services.GetRequiredService<StitchexApiClient>().FetchAsync("invoice", _invoice.Id, _time.GetUtcNow(), CancellationToken.None);
}
