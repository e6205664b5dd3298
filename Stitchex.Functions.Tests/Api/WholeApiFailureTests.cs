using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Api;

/// <summary>Failures that say something of the API as a whole, and what becomes of an event that meets them. Through real HTTP.</summary>
public sealed class WholeApiFailureTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Theory]
    [InlineData(401, "Stitchex:Api:Email and :Password")]
    [InlineData(402, "Stitchex:Api")]
    [InlineData(403, "Stitchex:Api")]
    [InlineData(408, "408")]
    [InlineData(429, "Stitchex:Api:RequestsPerMinute")]
    [InlineData(500, "500")]
    [InlineData(503, "503")]
    public async Task Status_LetsTheEventWait_AndStartsNoClock(int status, string error)
    {
        await DeliverAsync(Create());
        using (Stitchex.Faults.Add(FaultRule.Response(status) with { Method = "GET" }))
        {
            await ProcessAsync();
        }

        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("Retrying", 1), (row.GetString("State"), Number(row, "Attempt")));
        Assert.Contains(error, row.GetString("Error"), StringComparison.Ordinal);
        Assert.False(row.GetDateTimeOffset("UnusableSince") is { Year: > 1601 });

        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task ApiThatAskedToBeLeftAlone_SendsEventsBackIntoTheQueue_WithoutAnAttempt()
    {
        var first = Create();
        await DeliverAsync(first);
        using (Stitchex.Faults.Add(FaultRule.Response(503, "300") with { Method = "GET" }))
        {
            await ProcessAsync();
        }

        await DeliverAsync(Create("second"));
        var requests = Stitchex.Requests.Count();
        await LaterAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(requests, Stitchex.Requests.Count());
        Assert.Equal(1, (await App.EventRowsAsync()).Sum(row => Number(row, "Attempt")));

        await LaterAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["Completed/Handled", "Completed/Handled"], await EventsAsync());
    }

    [Fact]
    public async Task RecordThatFailsAndAsksForHours_HoldsOthersBackForMinutes()
    {
        var failing = Create("failing");
        await DeliverAsync(failing);
        using (Stitchex.Faults.Add(FaultRule.Response(503, "21600") with { Path = $"/invoices/?invoice_id={failing.Id}" }))
        {
            await ProcessAsync();
            await DeliverAsync(Create("other"));
            await LaterAsync(TimeSpan.FromMinutes(7));

            Assert.Contains("other", Delivered);
        }
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(503, "300")]
    public async Task ListsThatFail_HoldNoEventBack(int status, string? retryAfter)
    {
        Stitchex.Faults.Add(FaultRule.Response(status, retryAfter) with { Path = "/customers" });
        Stitchex.Faults.Add(FaultRule.Response(status, retryAfter) with { Path = "/products" });
        var client = App.Services.GetRequiredService<StitchexApiClient>();
        for (var i = 0; i < 20; i++)
        {
            Assert.IsType<FetchResult.Unavailable>(await client.FetchPageAsync(i % 2 == 0 ? "customer" : "product", 1, CancellationToken.None));
        }

        await DeliverAsync(Create());
        await ProcessAsync();
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task BreakerThatIsOpen_SendsEventsBackIntoTheQueue_WithoutAnAttempt()
    {
        using (Stitchex.Faults.Add(FaultRule.Response(500)))
        {
            var client = App.Services.GetRequiredService<StitchexApiClient>();
            for (var i = 0; i < 20; i++)
            {
                await client.FetchAsync("invoice", "7", Time.GetUtcNow(), CancellationToken.None);
            }
        }

        await DeliverAsync(Create());
        await ProcessAsync();
        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("Received", 0), (row.GetString("State"), Number(row, "Attempt")));

        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }
}
