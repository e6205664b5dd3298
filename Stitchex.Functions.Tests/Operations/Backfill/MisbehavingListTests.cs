using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Operations.Backfill;

/// <summary>Lists that are not as Stitchex documents them: each ends, and says what was done.</summary>
public sealed class MisbehavingListTests(AzuriteFixture azurite) : BackfillTest(azurite)
{
    [Fact]
    public async Task EachEnds_WithWhatWasListed()
    {
        foreach (var shape in Shapes().Where(shape => shape.Name != "sales_order"))
        {
            Create(shape.Name, 15);
        }

        Stitchex.Faults.Add(new FaultRule(FaultKind.Html, Path: "/sales_orders"));

        var names = string.Join(',', Shapes().Select(shape => $"\"{shape.Name}\""));
        var job = await RunAsync($$"""{"ratePerMinute":6000,"resources":[{{names}}]}""");

        Assert.Equal("Completed", (string)job["status"]!);
        Assert.Equal(
            [
                "invoice NotFound 0",
                "customer Incomplete 10",
                "return Incomplete 15",
                "product Incomplete 0",
                "payment Complete 15",
                "agent Incomplete 14",
                "credit_note Complete 15",
                "sales_order Incomplete 0",
            ],
            EndsOf(job));
        var notes = job["backfill"]!["lists"]!.AsArray().Select(list => (string?)list!["note"] ?? "").ToList();
        Assert.Contains("no such list", notes[0], StringComparison.Ordinal);
        Assert.Contains("Page 2 lists the same records", notes[1], StringComparison.Ordinal);
        Assert.Contains("Page 3 lists the same records", notes[2], StringComparison.Ordinal);
        Assert.Contains("15 of its items carry no id", notes[3], StringComparison.Ordinal);
        Assert.Contains("says that it has 15 records, and listed 14", notes[5], StringComparison.Ordinal);
        Assert.Contains("text/html", notes[7], StringComparison.Ordinal);
    }

    private protected override IEnumerable<ResourceShape> Shapes() =>
    [
        Shape("invoice", ListDefect.Missing) with { IdParameter = "invoice_id", Envelope = RecordEnvelope.List },
        Shape("customer", ListDefect.IgnoresPage),
        Shape("return", ListDefect.NeverEnds) with { Envelope = RecordEnvelope.Plural },
        Shape("product", ListDefect.WithoutIds),
        Shape("payment", ListDefect.Bare),
        Shape("agent", ListDefect.TooShort),
        Shape("credit_note", ListDefect.None) with { Envelope = RecordEnvelope.Plural },
        Shape("sales_order", ListDefect.None),
    ];

    private static ResourceShape Shape(string name, ListDefect defect) =>
        new(name, name + "s") { PageSize = PageSize, List = new(ListOrder.OldestFirst, defect) };
}
