using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Api;

public sealed class RequestGateTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Rate_IsNeverExceeded()
    {
        var gate = Gate(requestsPerMinute: 60, maxPermitWait: TimeSpan.Zero);
        var passed = 0;
        for (var second = 0; second < 120; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                passed += await EnterAsync(gate) is null ? 1 : 0;
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(passed, 119, 121);
    }

    [Fact]
    public async Task ShortWait_IsWaited()
    {
        var gate = Gate(requestsPerMinute: 60, maxPermitWait: TimeSpan.FromSeconds(10));
        await EnterAsync(gate);
        await EnterAsync(gate);

        var third = EnterAsync(gate);

        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await third);
    }

    [Fact]
    public async Task ClosedGate_TellsWhenItOpens()
    {
        var gate = Gate();

        Assert.Equal(TimeSpan.FromMinutes(5), gate.Close(TimeSpan.FromMinutes(5)));

        Assert.Equal(TimeSpan.FromMinutes(5), await EnterAsync(gate));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await EnterAsync(gate));
    }

    [Fact]
    public async Task ClosedGate_IsNotWaitedFor_HoweverSoonItOpens()
    {
        var gate = Gate();
        gate.Close(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), await EnterAsync(gate));
    }

    [Fact]
    public async Task GateThatClosesWhileAPermitIsWaitedFor_GivesNone()
    {
        var gate = Gate(requestsPerMinute: 60);
        await EnterAsync(gate);
        await EnterAsync(gate);
        var third = EnterAsync(gate);

        gate.Close(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(59), await third);
    }

    [Fact]
    public async Task ShorterRequest_DoesNotOpenAGateThatIsClosedForLonger()
    {
        var gate = Gate();
        gate.Close(TimeSpan.FromMinutes(5));

        gate.Close(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMinutes(5), await EnterAsync(gate));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, null)]
    [InlineData(-1, null)]
    [InlineData(864000, 21600)]
    [InlineData(30, 30)]
    public void RetryAfter_IsCapped_AndNonsenseIgnored(int? seconds, int? granted) =>
        Assert.Equal(granted, (int?)Gate().Close(seconds is { } s ? TimeSpan.FromSeconds(s) : null)?.TotalSeconds);

    // A gate that nobody opens is a failure, not a test that never ends.
    private static Task<TimeSpan?> EnterAsync(RequestGate gate) => gate.EnterAsync(CancellationToken.None).WaitAsync(Eventually.Deadline);

    private RequestGate Gate(int requestsPerMinute = 600, TimeSpan? maxPermitWait = null) => new(
        Options.Create(new StitchexApiOptions { RequestsPerMinute = requestsPerMinute }),
        Options.Create(new ProcessingOptions { MaxPermitWait = maxPermitWait ?? TimeSpan.FromSeconds(10) }),
        _time);
}
