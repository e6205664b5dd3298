using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Throughput;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>A body that says only an id is one event for ever: the log shows it on each day on which it came.</summary>
public sealed class LogCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case65_ComesDayAfterDay_TheLogAndTheThroughputShowItOnEachDay()
    {
        var id = await StartAtNoonAsync();
        List<string> days = [];
        for (var day = 0; day < 3; day++)
        {
            await ComesOnAnotherDayAsync(id);
            await ComesAsync(id);
            days.Add($"{Time.GetUtcNow():yyyy-MM-dd}");
        }

        Assert.Equal(days, (await App.IndexEntriesAsync()).Select(entry => entry.PartitionKey).Order(StringComparer.Ordinal));
        foreach (var day in days)
        {
            Assert.Single(await ListAsync($"from={day}&to={day}"));
            Assert.Single(await ListAsync($"from={days[^1]}&to={days[^1]}&resource=invoice&recordId={id}"));
        }

        var throughput = await App.Services.GetRequiredService<ThroughputOperations>().GetAsync(CancellationToken.None);
        Assert.Equal(1, JsonNode.Parse(throughput.Body.Span)!["hours"]!.AsArray().Sum(hour => (int)hour!["received"]!));
    }

    [Fact]
    public async Task Case65_AJobOverAllDays_TakesItOnce()
    {
        var id = await StartAtNoonAsync();
        var first = $"{Time.GetUtcNow():yyyy-MM-dd}";
        for (var day = 0; day < 3; day++)
        {
            await ComesAsync(id);
            await AdvanceAsync(TimeSpan.FromDays(1));
        }

        var job = Encoding.UTF8.GetBytes($$"""{"kind":"replay","from":"{{first}}","to":"{{Time.GetUtcNow():yyyy-MM-dd}}"}""");
        await App.Services.GetRequiredService<JobOperations>().StartAsync(new MemoryStream(job), CancellationToken.None);
        await App.RunJobsAsync();

        Assert.Single(await App.PeekAsync());
    }

    [Fact]
    public async Task Case65_AReplay_IsNoNewArrival()
    {
        var id = await StartAtNoonAsync();
        await ComesAsync(id);
        await AdvanceAsync(TimeSpan.FromDays(1));

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await LaterAsync(TimeSpan.FromMinutes(3));

        Assert.Single(await App.IndexEntriesAsync());
    }

    [Fact]
    public async Task Case65_WhatCameWithinTheRetention_IsKept_AndPurgedInTheEnd()
    {
        var id = await StartAtNoonAsync();
        for (var i = 0; i < 3; i++)
        {
            await ComesAsync(id);
            await AdvanceAsync(TimeSpan.FromDays(20));
            await PurgeAsync();
        }

        Assert.Equal("Completed/Unchanged", await OnlyEventAsync());
        Assert.Single(await ListAsync($"from={Time.GetUtcNow().AddDays(-30):yyyy-MM-dd}"));
        await AdvanceAsync(TimeSpan.FromDays(20));
        await PurgeAsync();
        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.EventIndex.QueryAsync<TableEntity>("PartitionKey lt 'number.' or PartitionKey ge 'number/'").ToListAsync());
    }

    [Fact]
    public async Task Case65_IsOpenAfterItCameAgain_IsWatchedOnce()
    {
        var id = await StartAtNoonAsync();
        await ComesAsync(id);
        await AdvanceAsync(TimeSpan.FromDays(1));
        await DeliverAsync(Unversioned(id));
        await TakeAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        await DeliverAsync(Unversioned(id));
        var message = Assert.Single(await TakeAsync());
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("busy");
        Update(id, "v2");
        await App.ProcessAsync(message);
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);

        Assert.Equal("Retrying", await OnlyEventAsync());
        Assert.Single(await App.IndexEntriesAsync("open"));
    }

    // So that no day ends while it is told about.
    private async Task<string> StartAtNoonAsync()
    {
        var now = Time.GetUtcNow();
        await AdvanceAsync(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(36) - now);
        return Create().Id;
    }

    private async Task ComesOnAnotherDayAsync(string id)
    {
        await AdvanceAsync(TimeSpan.FromDays(1));
        await ComesAsync(id);
    }

    private async Task ComesAsync(string id)
    {
        await DeliverAsync(Unversioned(id));
        await LaterAsync(TimeSpan.FromMinutes(3));
    }

    private async Task<JsonArray> ListAsync(string query)
    {
        var response = await App.Services.GetRequiredService<EventOperations>()
            .ListAsync(HttpUtility.ParseQueryString(query), CancellationToken.None);
        return JsonNode.Parse(response.Body.Span)!["events"]!.AsArray();
    }

    private Task PurgeAsync() => App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
}
