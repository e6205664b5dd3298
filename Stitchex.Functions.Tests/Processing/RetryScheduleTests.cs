using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Processing;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 0.5, 10)]
    [InlineData(2, 0.5, 20)]
    [InlineData(3, 0, 30)]
    [InlineData(3, 1, 50)]
    [InlineData(40, 0, 3600)]
    public void Delay_DoublesUpToTheLongest_AndIsSpread(int attempts, double jitter, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetrySchedule(new ProcessingOptions()).AfterAttempt(attempts, jitter));

    [Theory]
    [InlineData("00:00:01", "00:00:05")]
    [InlineData("00:15:00", "01:00:00")]
    [InlineData("01:00:00", "1.00:00:00")]
    public void AnyNumberOfAttempts_EndsAtTheLongestDelay(string first, string longest)
    {
        var schedule = new RetrySchedule(new ProcessingOptions { RetryDelay = TimeSpan.Parse(first), MaxRetryDelay = TimeSpan.Parse(longest) });

        Assert.All(Enumerable.Range(20, 100), attempts => Assert.Equal(TimeSpan.Parse(longest), schedule.AfterAttempt(attempts, jitter: 0.999)));
    }
}
