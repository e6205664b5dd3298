using System.Globalization;
using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-31 10:05:00")]
    [InlineData("30 0 3 * * *", "2026-02-01 03:00:30")]
    [InlineData("*/10 * * * *", "2026-01-31 10:10:00")]
    [InlineData("0 0 9-17 * JAN-FEB MON-FRI", "2026-02-02 09:00:00")]
    [InlineData("0 0 0 1,15 * *", "2026-02-01 00:00:00")]
    [InlineData("00:00:07", "2026-01-31 10:01:09")]
    [InlineData("1.00:00:00", "2026-02-01 10:01:02")]
    public void Next_IsWhatTheScheduleSays(string schedule, string expected)
    {
        var now = new DateTime(2026, 1, 31, 10, 1, 2, DateTimeKind.Utc);

        Assert.Equal(expected, TimerSchedule.Parse(schedule).NextAfter(now).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("* * * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("0 0 0 L * *")]
    [InlineData("0 0 0 ? * MON#1")]
    [InlineData("0 0 0 31 2 *")]
    [InlineData("@hourly")]
    [InlineData("00:00:00")]
    [InlineData("-00:05:00")]
    public void ScheduleThatAzureDoesNotTake_IsRefused(string schedule)
    {
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(schedule));
    }

    [Theory]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("00:00:59", false)]
    [InlineData("0 * * * * *", true)]
    [InlineData("00:01:00", true)]
    public void FrequentSchedule_IsNotMonitored(string schedule, bool expected)
    {
        Assert.Equal(expected, TimerSchedule.Parse(schedule).IsWorthMonitoring(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
    }
}
