using Stitchex.Functions.Tests.Commands;
using Stitchex.Local.Load;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Load;

/// <summary>What is printed of a load.</summary>
public sealed class LoadConsoleTests
{
    private static readonly LoadResult Good = new()
    {
        Options = new LoadOptions { Events = 1000, Seed = 7 },
        Webhooks = new WebhookCounts { Events = 1000, Duplicated = 200, Responses = new Dictionary<string, long> { ["202"] = 1150, ["200"] = 50 } },
        Records = 100,
        Rate = 98.76,
        Waits = new Percentiles(0, 0, 1, 2),
        Acknowledgements = new Percentiles(10, 20, 30, 4000),
        Handling = Percentiles.From([]),
        Delivered = 900,
        Overtaken = 100,
        StorageRequests = 9500,
        ApiRequests = 950,
        MemoryAtStart = 100 * 1024 * 1024,
        MemoryAtEnd = 150 * 1024 * 1024,
        Elapsed = TimeSpan.FromSeconds(12),
        Proof = [new ProofCheck("Each event was acknowledged", 1000, [])],
        JournalPath = "journal.txt",
    };

    [Theory]
    [InlineData("Deliveries", "1,200")]
    [InlineData("Events a second", "98.8")]
    [InlineData("Handled", "900")]
    [InlineData("Overtaken", "100")]
    [InlineData("Requests to the API", "0.95")]
    [InlineData("Requests to storage", "9.50")]
    [InlineData("Memory at the end", "150.0")]
    [InlineData("Acknowledgement", "10.0", "20.0", "30.0", "4,000.0")]
    [InlineData("Handling", "none", "none", "none", "none")]
    [InlineData("Each event was acknowledged", "1,000", "0")]
    public void Row_HasItsFigures(string name, params string[] figures) => Assert.Equal(figures, Cells(name, figures.Length));

    [Fact]
    public void Seed_IsShown_WhateverCameOfIt()
    {
        Assert.Contains("--seed 7", Print(Good), StringComparison.Ordinal);
        Assert.Contains("--seed 7", Print(Good with { Proof = [] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Miss_IsCountedAndTold_AndFailsTheResult()
    {
        var missed = Good with { Proof = [new ProofCheck("Each event was acknowledged", 1000, ["invoice.7 [x] was not acknowledged."])] };

        Assert.False(missed.IsGood);
        Assert.Equal(["1,000", "1"], Cells("Each event was acknowledged", 2, missed));
        Assert.Contains("invoice.7 [x] was not acknowledged.", Print(missed), StringComparison.Ordinal);
        Assert.Contains("journal.txt", Print(missed), StringComparison.Ordinal);
    }

    [Fact]
    public void ResultWithoutAnyProof_IsNotGood() => Assert.False((Good with { Proof = [] }).IsGood);

    private static IEnumerable<string> Cells(string name, int count, LoadResult? result = null) => Print(result ?? Good).Split('\n')
        .Select(line => line.Split('│', StringSplitOptions.TrimEntries))
        .Single(cells => cells.Length > count + 1 && cells[1] == name)
        .Skip(2)
        .Take(count);

    private static string Print(LoadResult result)
    {
        var output = new StringWriter();
        new LoadConsole(OperatorCommands.ConsoleTo(output)).Show(result);
        return output.ToString();
    }
}
