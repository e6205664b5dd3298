using Stitchex.Local.Hosting.Queues;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class PollingBackoffTests
{
    [Fact]
    public void EmptyQueue_IsLookedAtLessAndLessOften()
    {
        var backoff = new PollingBackoff(TimeSpan.FromSeconds(2), new Random(1));

        var waits = Enumerable.Range(0, 7).Select(_ => backoff.Next(foundSomething: false).TotalMilliseconds).ToArray();

        Assert.Equal(100, waits[0]);
        Assert.InRange(waits[1], 180, 220);
        Assert.InRange(waits[2], 260, 340);
        Assert.InRange(waits[3], 420, 580);
        Assert.InRange(waits[4], 740, 1060);
        Assert.InRange(waits[5], 1380, 2000);
        Assert.Equal(2000, waits[6]);
    }

    [Fact]
    public void Message_StartsItAnew()
    {
        var backoff = new PollingBackoff(TimeSpan.FromMinutes(1), new Random(1));
        backoff.Next(foundSomething: false);
        backoff.Next(foundSomething: false);

        Assert.Equal(TimeSpan.FromMilliseconds(100), backoff.Next(foundSomething: true));
    }

    [Fact]
    public void ManyEmptyLooks_StayAtTheLimit()
    {
        var backoff = new PollingBackoff(TimeSpan.FromMinutes(1), new Random(1));

        var waits = Enumerable.Range(0, 10_000).Select(_ => backoff.Next(foundSomething: false)).ToArray();

        Assert.Equal(TimeSpan.FromMinutes(1), waits[^1]);
    }
}
