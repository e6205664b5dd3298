using Stitchex.Local.Soak;

namespace Stitchex.Functions.Tests.Soak;

public sealed class SoakVerdictTests
{
    private const long Megabyte = 1024 * 1024;
    private const int MostSockets = 16;

    [Theory]
    [InlineData(200, 200, 200, 200)]
    [InlineData(50, 200, 200, 205)]
    [InlineData(250, 200, 200, 190)]
    public void MemoryThatIsFlatAfterTheWarmUp_IsWell(int start, int warm, int middle, int end) => Assert.Empty(Find(Samples([start, warm, middle, end])));

    [Fact]
    public void MemoryThatGrows_IsNot() =>
        Assert.Equal(["Memory grew from 200.0 to 300.0 MB."], Find(Samples([100, 200, 200, 300])));

    [Fact]
    public void ConnectionsThatComeAndGoWithinTheLimit_AreWell() =>
        Assert.Empty(Find([.. Samples([200, 200, 200, 200]).Select((sample, i) => sample with { Sockets = i < 70 ? 2 : 16 })]));

    [Fact]
    public void ThreadsThatGrow_AreNot() =>
        Assert.Equal(["Threads grew from 20.0 to 40.0."], Find([.. Samples([200, 200, 200, 200]).Select((sample, i) => sample with { Threads = i < 70 ? 20 : 40 })]));

    [Fact]
    public void MoreConnectionsThanAllowed_AreNot() =>
        Assert.Equal(["There were 17 connections to the API, and 16 at most are allowed."], Find([.. Samples([200, 200, 200, 200]).Select((sample, i) => sample with { Sockets = i == 99 ? 17 : 16 })]));

    [Fact]
    public void TooFewSamples_SayNothing() => Assert.Single(Find([new SoakSample(TimeSpan.Zero, 0, 0, 0, 0, 0)]));

    private static IEnumerable<string> Find(IReadOnlyList<SoakSample> samples) => SoakVerdict.Find(samples, MostSockets);

    // A hundred samples: the warm-up in two halves, then the two halves that are compared.
    private static List<SoakSample> Samples(int[] megabytes) =>
    [
        .. Enumerable.Range(0, 100).Select(i => new SoakSample(
            TimeSpan.FromSeconds(i),
            megabytes[i switch { < 20 => 0, < 40 => 1, < 70 => 2, _ => 3 }] * Megabyte,
            Sockets: 4,
            Threads: 20,
            Requests: i,
            Logins: 1)),
    ];
}
