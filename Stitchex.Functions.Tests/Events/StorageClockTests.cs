using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Tests.Events;

public sealed class StorageClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public void ClockThatIsWrong_IsCorrectedByStoragesDate(int seconds)
    {
        var clock = new StorageClock(_time);

        clock.Learn(_time.GetUtcNow().AddSeconds(seconds), sentAt: _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(_time.GetUtcNow().AddSeconds(seconds), clock.UtcNow);
    }

    [Theory]
    [InlineData(-1.5, 0)]
    [InlineData(1.5, 0)]
    [InlineData(-10, 12)]
    public void DifferenceThatPrecisionOrALateResponseExplains_IsNone(double seconds, int secondsUnderWay)
    {
        var clock = new StorageClock(_time);

        clock.Learn(_time.GetUtcNow().AddSeconds(seconds), sentAt: _time.GetUtcNow().AddSeconds(-secondsUnderWay));

        Assert.Equal(_time.GetUtcNow(), clock.UtcNow);
    }
}
