using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>What processors leave in storage of how the API treats them, for the process that operators ask.</summary>
public sealed class ApiStandingTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const string Row = "RowKey='api'";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;
    private string _invoice = "";

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _invoice = _stitchex.Create("invoice").Id;
        _app = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Fact]
    public async Task ApiThatServes_CostsOneRequestAfterAStart()
    {
        await FetchAsync();
        await FetchAsync();

        Assert.Single(_app.Faults.Requests, request => request.Contains(Row, StringComparison.Ordinal));
        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task RejectedLogin_IsTold_WithItsNextTry()
    {
        using (_stitchex.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" }))
        {
            await FetchAsync();
        }

        var row = (await RowAsync())!;
        Assert.Equal("LoginRejected", row.GetString("Kind"));
        Assert.Contains("(401)", row.GetString("Reason"), StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow(), row.GetDateTimeOffset("Since")!.Value, TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromMinutes(1), row.GetDateTimeOffset("Until") - row.GetDateTimeOffset("SeenAt"));
    }

    [Fact]
    public async Task LongWait_IsToldAtOnce_ThoughAShortOneWasToldWithinTheMinute()
    {
        using (_stitchex.Faults.Add(FaultRule.Response(503, retryAfter: "5") with { Method = "GET" }))
        {
            await FetchAsync();
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        using (_stitchex.Faults.Add(FaultRule.Response(429, retryAfter: "3600") with { Method = "GET" }))
        {
            await FetchAsync();
        }

        var row = (await RowAsync())!;
        Assert.Equal("RateLimited", row.GetString("Kind"));
        Assert.True(row.GetDateTimeOffset("Until") - row.GetDateTimeOffset("SeenAt") >= TimeSpan.FromMinutes(59));
    }

    [Fact]
    public async Task ManyEventsThatMeetTheSame_TellItOnceAMinute()
    {
        using var fault = _stitchex.Faults.Add(new FaultRule(FaultKind.Reset));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FetchAsync()));
        var first = (await RowAsync())!;

        _time.Advance(TimeSpan.FromSeconds(61));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FetchAsync()));

        var second = (await RowAsync())!;
        Assert.Equal("Unavailable", second.GetString("Kind"));
        Assert.Equal(first.GetDateTimeOffset("Since"), second.GetDateTimeOffset("Since"));
        Assert.True(second.GetDateTimeOffset("SeenAt") > first.GetDateTimeOffset("SeenAt"));

        // The first one looked whether another instance had met it before.
        Assert.Equal(3, _app.Faults.Requests.Count(request => request.Contains(Row, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task LimitOfTheRate_IsTold_UntilItIsOver()
    {
        using (_stitchex.Faults.Add(FaultRule.Response(429, "600") with { Method = "GET" }))
        {
            await FetchAsync();
        }

        var row = (await RowAsync())!;
        Assert.Equal("RateLimited", row.GetString("Kind"));
        Assert.Equal(TimeSpan.FromMinutes(10), row.GetDateTimeOffset("Until") - row.GetDateTimeOffset("SeenAt"));
    }

    [Fact]
    public async Task ApiThatServesAgain_IsToldByWhoeverIsServed()
    {
        using (_stitchex.Faults.Add(new FaultRule(FaultKind.Reset)))
        {
            await FetchAsync();
        }

        Assert.NotNull(await RowAsync());
        await using var other = await ReceiverApp.StartAgainAsync(_app, SimulatedStitchex.SettingsFor(_stitchex));

        Assert.IsType<FetchResult.Found>(await FetchAsync(other));

        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task FailureOfOneRecord_IsNotTold()
    {
        var product = _stitchex.Create("product").Id;
        await FetchAsync(_app, "product", product);
        using var fault = _stitchex.Faults.Add(FaultRule.Response(503) with { Path = "/invoices/" });

        Assert.IsType<FetchResult.Unavailable>(await FetchAsync());

        Assert.Null(await RowAsync());
    }

    [Fact]
    public async Task WhatAnotherInstanceMetEarlier_IsAsOld()
    {
        var since = _time.GetUtcNow().AddMinutes(-7);
        await _app.Events.UpsertEntityAsync(new TableEntity("control", "api")
        {
            ["Kind"] = "Unavailable",
            ["Reason"] = "no",
            ["Since"] = since,
            ["SeenAt"] = since.AddMinutes(6),
        });
        using var fault = _stitchex.Faults.Add(new FaultRule(FaultKind.Reset));

        await FetchAsync();

        Assert.Equal(since, (await RowAsync())!.GetDateTimeOffset("Since"));
    }

    [Fact]
    public async Task StorageThatCannotBeTold_FailsNoFetch_AndIsToldWithTheNext()
    {
        using var fault = _stitchex.Faults.Add(new FaultRule(FaultKind.Reset));
        _app.Faults.Add(Row, StorageFault.Fails);
        Assert.IsType<FetchResult.Unavailable>(await FetchAsync());
        _app.Faults.Clear();

        await FetchAsync();

        Assert.NotNull(await RowAsync());
    }

    private Task<ReceiverApp> StartAsync() => ReceiverApp.StartAsync(
        azurite, SimulatedStitchex.SettingsFor(_stitchex), services => services.AddSingleton<TimeProvider>(_time));

    private async Task<TableEntity?> RowAsync()
    {
        var found = await _app.Events.GetEntityIfExistsAsync<TableEntity>("control", "api");
        return found.HasValue ? found.Value : null;
    }

    private Task<FetchResult> FetchAsync() => FetchAsync(_app);

    private Task<FetchResult> FetchAsync(ReceiverApp app) => FetchAsync(app, "invoice", _invoice);

    private Task<FetchResult> FetchAsync(ReceiverApp app, string resource, string id) =>
        app.Services.GetRequiredService<StitchexApiClient>().FetchAsync(resource, id, _time.GetUtcNow(), CancellationToken.None);
}
