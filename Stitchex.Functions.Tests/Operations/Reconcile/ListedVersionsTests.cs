using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>Lists without versions, with versions in whole seconds, and lists that are ordered by the time of the last change.</summary>
public sealed class ListedVersionsTests(AzuriteFixture azurite) : ReconcileTest(azurite)
{
    private const string Both = """{"resources":["product","customer"],"ratePerMinute":6000}""";

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task WhereNoVersionTells_ContentDecides_AndThereIsAnEndToDifferences()
    {
        var (products, customers) = (Create("product", 12), Create("customer", 12));
        await RunAsync(Both);
        Assert.All(Stitchex.Records.All().Where(history => history[0].Resource == "product"), history =>
            Assert.Null(RecordText.TextOf(history[0].Json, "updated_at")));

        // Within the second of the version that was delivered.
        Stitchex.Update("product", products[0], record => record["name"] = "changed", announce: false);
        Stitchex.Update("customer", customers[0], record => record["name"] = "changed", announce: false);
        Assert.Single(Stitchex.Records.History(new("customer", customers[0])).Select(version => version.UpdatedAt).Distinct());
        Stitchex.Delete("product", products[1], announce: false);
        var created = Create("product", 1)[0];

        var id = await ReconcileAsync(Both);

        string[] expected =
        [
            $"gone product {products[1]}", $"missing product {created}", $"older customer {customers[0]}", $"older product {products[0]}",
        ];
        Assert.Equal(expected.Order(), (await FindingsAsync(id)).Select(TextOf).Order());
        await DeliverAsync(id, "{}");
        var before = Requests().Records;
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(await ReconcileAsync(Both))));
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await RunAsync(Both)));
        Assert.Equal(before, Requests().Records);
    }

    [Fact]
    public async Task RecordThatIsPassedOver_BecauseItChangedMeanwhile_IsFetched()
    {
        var products = Create("product", 25);
        await RunAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        var id = await StartReconcilingAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        await RunAsync(pages: 1);

        // From the last page to the first one, which was read.
        _time.Advance(TimeSpan.FromSeconds(1));
        Stitchex.Update("product", products[^1], record => record["name"] = "changed", announce: false);
        await RunAsync();

        Assert.Equal([$"older product {products[^1]}"], (await FindingsAsync(id)).Select(TextOf));
    }

    [Fact]
    public async Task RecordThatIsMissing_AndPassedOver_IsFoundByTheNextReconciliation_AsTheJobSays()
    {
        var products = Create("product", 25);
        var id = await StartReconcilingAsync("""{"resources":["product"],"ratePerMinute":6000}""");
        await RunAsync(pages: 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Stitchex.Update("product", products[^1], announce: false);
        await RunAsync();

        var job = await GetAsync(id);
        Assert.Equal(("product Complete 0", 24), (EndsOf(job).Single(), (int)job["matched"]!));
        Assert.Equal("product has 25 records, and listed 24 of them: reconcile it once more.", (string)job["error"]!);
        job = await GetAsync(await ReconcileAsync("""{"resources":["product"],"ratePerMinute":6000}"""));
        Assert.Equal((25, null), ((int)job["matched"]!, job["error"]));
    }

    private protected override TimeProvider Time => _time;

    private protected override IEnumerable<ResourceShape> Shapes() =>
    [
        new("product", "products") { PageSize = PageSize, Versions = RecordVersions.None, List = new(ListOrder.LastChangedFirst) },
        new("customer", "customers") { PageSize = PageSize, Versions = RecordVersions.WholeSeconds },
    ];
}
