using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Processing;

/// <summary>
/// Far more events than the API's rate lets through at once: what it costs to have them wait, and in which order they are served.
/// </summary>
public sealed class BacklogTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromDays(2);

    [Theory]
    [InlineData(10_000, 600)]
    [InlineData(1_000, 60)]
    [InlineData(10_000, 60)]
    [InlineData(1_000, 15)]
    public async Task Case61_MoreEventsThanPermits_AreServedOldestFirst_InAsManyRequestsEach(int events, int requestsPerMinute)
    {
        var backlog = new BacklogSimulation(events, requestsPerMinute);

        await RunAsync(backlog, events);

        Assert.Equal(0, backlog.PutBack);
        Assert.InRange(backlog.Requests, 6 * events, 6.2 * events);
        Assert.Equal(Enumerable.Range(0, events), backlog.Served);
        Assert.InRange(backlog.Elapsed.TotalMinutes, 0, (events / (double)requestsPerMinute) + 1);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000)]
    public async Task Case61_AfterALongPause_EachComesBackOnce_InItsTurn(int events)
    {
        var backlog = new BacklogSimulation(events, requestsPerMinute: 600);
        backlog.Throttle.Suspend(TimeSpan.FromHours(1), "a test");

        await RunAsync(backlog, events);

        Assert.InRange(backlog.PutBack, 0, events);
        Assert.InRange(backlog.Requests, 6 * events, 12 * events);
        Assert.Equal(Enumerable.Range(0, events), backlog.Served);
        Assert.InRange(backlog.MostInASecond, 1, 20);
    }

    [Fact]
    public async Task Case61_ShortPauses_MoveNoMessage()
    {
        const int Events = 2_000;
        var backlog = new BacklogSimulation(Events, requestsPerMinute: 600);
        for (var i = 0; i < 20; i++)
        {
            backlog.Throttle.Suspend(TimeSpan.FromSeconds(15), "a test");
            await backlog.RunAsync(backlog.Elapsed + TimeSpan.FromSeconds(16));
        }

        await RunAsync(backlog, Events);

        // What the host holds may change places.
        Assert.Equal(0, backlog.PutBack);
        Assert.All(backlog.Served.Index(), served => Assert.InRange(served.Item, served.Index - 24, served.Index + 24));
    }

    private async Task RunAsync(BacklogSimulation backlog, int events)
    {
        await backlog.RunAsync(Limit);
        var outOfOrder = backlog.Served.Where((number, i) => number != i).Count();
        output.WriteLine(
            $"{backlog.Requests / (double)events:0.00} requests an event, {backlog.PutBack} put back, {outOfOrder} not in their place, "
            + $"at most {backlog.MostInASecond} in a second, {backlog.Elapsed}");
        Assert.Equal(events, backlog.Served.Count);
    }
}
