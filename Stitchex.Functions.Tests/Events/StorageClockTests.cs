using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

public sealed class StorageClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    public void ClockThatIsWrong_IsCorrectedByStoragesDate(int secondsBehind)
    {
        var clock = new StorageClock(_time);

        clock.Learn(_time.GetUtcNow().AddSeconds(secondsBehind));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(_time.GetUtcNow().AddSeconds(secondsBehind), clock.UtcNow);
    }

    [Fact]
    public void DifferenceBelowTheHeadersPrecision_IsNone()
    {
        var clock = new StorageClock(_time);

        clock.Learn(_time.GetUtcNow().AddSeconds(-1.5));

        Assert.Equal(_time.GetUtcNow(), clock.UtcNow);
    }
}
