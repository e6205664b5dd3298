using Stitchex.Local.Load;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Load;

/// <summary>The changes that a load makes.</summary>
public sealed class LoadChangesTests
{
    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(200, null, 20)]
    [InlineData(200, 1, 1)]
    [InlineData(200, 200, 200)]
    public async Task Changes_AreOfAsManyRecordsAsAskedFor(int events, int? records, int expected)
    {
        var sent = await MakeAsync(new LoadOptions { Events = events, Records = records, Duplicates = 0 });

        Assert.Equal(events, sent.Select(one => one.Id).Distinct().Count());
        Assert.Equal(expected, sent.Select(one => one.Record).Distinct().Count());
        Assert.All(sent.GroupBy(one => one.Record), ofOne => Assert.Equal(Enumerable.Range(0, ofOne.Count()), ofOne.Select(one => one.Position)));
    }

    [Fact]
    public async Task OneSeed_MakesTheSameChanges_AndAnotherOneOthers()
    {
        var options = new LoadOptions { Events = 100, Seed = 7 };

        Assert.Equal(await ShapeAsync(options), await ShapeAsync(options));
        Assert.NotEqual(await ShapeAsync(options), await ShapeAsync(options with { Seed = 8 }));
    }

    private static async Task<IEnumerable<string>> ShapeAsync(LoadOptions options) =>
        (await MakeAsync(options)).Select(one => $"{one.Record}, {one.Position}");

    private static async Task<IReadOnlyList<SentEvent>> MakeAsync(LoadOptions options)
    {
        await using var simulator = new StitchexSimulator(TimeProvider.System);
        await simulator.StartAsync(options.Simulator, CancellationToken.None);
        var changes = new LoadChanges(simulator, options);
        while (changes.Sent.Count < options.Events)
        {
            changes.MakeNext();
        }

        return changes.Sent;
    }
}
