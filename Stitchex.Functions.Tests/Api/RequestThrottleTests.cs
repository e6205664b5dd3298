using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Api;

public sealed class RequestThrottleTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Rate_IsNeverExceeded()
    {
        var throttle = Throttle(requestsPerMinute: 60);
        var passed = 0;
        for (var second = 0; second < 120; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                passed += await throttle.WaitAsync(TimeSpan.Zero, CancellationToken.None) is null ? 1 : 0;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(passed, 119, 121);
    }

    [Fact]
    public async Task ShortWait_IsWaited()
    {
        var throttle = Throttle(requestsPerMinute: 60, maxThrottleWait: TimeSpan.FromSeconds(10));
        await EnterAsync(throttle);
        await EnterAsync(throttle);

        var third = EnterAsync(throttle);

        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await third);
    }

    [Fact]
    public async Task RequestsInNoHurry_LeaveTheOthersTheirTurn()
    {
        // Ten may go out at once, and one every tenth of a second.
        var throttle = Throttle(requestsPerMinute: 600);
        var spare = new List<Task<TimeSpan?>>();
        for (var i = 0; i < 50; i++)
        {
            spare.Add(throttle.WaitForSpareAsync(CancellationToken.None));
        }

        var live = throttle.WaitAsync(CancellationToken.None);

        Assert.Equal(39, spare.Count(permit => permit.IsCompletedSuccessfully && permit.Result >= TimeSpan.FromSeconds(5)));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(await live);
        Assert.Contains(spare, permit => !permit.IsCompleted);
    }

    [Fact]
    public async Task ClosedThrottle_TellsWhenItOpens()
    {
        var throttle = Throttle();

        Assert.Equal(TimeSpan.FromMinutes(5), throttle.Suspend(TimeSpan.FromMinutes(5), "a test"));

        Assert.Equal(TimeSpan.FromMinutes(5), await EnterAsync(throttle));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await EnterAsync(throttle));
    }

    [Fact]
    public async Task ThrottleThatIsClosedForAMoment_IsWaitedFor()
    {
        var throttle = Throttle();
        throttle.Suspend(TimeSpan.FromSeconds(5), "a test");

        var permit = EnterAsync(throttle);

        Assert.False(permit.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await permit);
    }

    [Fact]
    public async Task ThrottleThatIsClosedForLong_TellsEachAnotherTime()
    {
        var throttle = Throttle(requestsPerMinute: 60);
        throttle.Suspend(TimeSpan.FromMinutes(5), "a test");

        Assert.Equal(TimeSpan.FromSeconds(300), await EnterAsync(throttle));
        Assert.Equal(TimeSpan.FromSeconds(301), await EnterAsync(throttle));
        Assert.Equal(TimeSpan.FromSeconds(302), await EnterAsync(throttle));
    }

    [Fact]
    public async Task ThrottleThatClosesWhileAPermitIsWaitedFor_GivesNone()
    {
        var throttle = Throttle(requestsPerMinute: 60);
        await EnterAsync(throttle);
        await EnterAsync(throttle);
        var third = EnterAsync(throttle);

        throttle.Suspend(TimeSpan.FromMinutes(1), "a test");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(59), await third);
    }

    [Fact]
    public async Task ShorterRequest_DoesNotOpenAThrottleThatIsClosedForLonger()
    {
        var throttle = Throttle();
        throttle.Suspend(TimeSpan.FromMinutes(5), "a test");

        throttle.Suspend(TimeSpan.FromSeconds(1), "a test");

        Assert.Equal(TimeSpan.FromMinutes(5), await EnterAsync(throttle));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(864000, 21600)]
    [InlineData(30, 30)]
    public void RetryAfter_IsCapped_AndNonsenseIgnored(int? seconds, int? granted) =>
        Assert.Equal(granted, (int?)Throttle().Suspend(seconds is { } s ? TimeSpan.FromSeconds(s) : null, "a test")?.TotalSeconds);

    // A throttle that nobody opens is a failure, not a test that never ends.
    private static Task<TimeSpan?> EnterAsync(RequestThrottle throttle) => throttle.WaitAsync(CancellationToken.None).WaitAsync(Eventually.Deadline);

    private RequestThrottle Throttle(int requestsPerMinute = 600, TimeSpan? maxThrottleWait = null) => new(
        Options.Create(new StitchexApiOptions { RequestsPerMinute = requestsPerMinute }),
        Options.Create(new ProcessingOptions { MaxThrottleWait = maxThrottleWait ?? TimeSpan.FromSeconds(10) }),
        _time);
}
