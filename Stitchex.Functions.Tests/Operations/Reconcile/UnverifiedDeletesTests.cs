using System.Text;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>Reconciliations of an app that does not verify deletions.</summary>
public sealed class UnverifiedDeletesTests(AzuriteFixture azurite) : ReconcileTest(azurite)
{
    [Fact]
    public async Task RecordThatIsGone_IsFoundByARequest_AndAskedForAgain_AsItWasFetchedLately()
    {
        var customers = Create("customer", 3);
        await RunAsync(Customers);
        Stitchex.Delete("customer", customers[0], announce: false);
        var before = Requests().Records;

        var id = await ReconcileAsync(Customers);

        // Not found is asked for twice.
        Assert.Equal([$"gone customer {customers[0]}"], (await FindingsAsync(id)).Select(TextOf));
        var found = Requests().Records;
        Assert.InRange(found, before + 2, long.MaxValue);
        await DeliverAsync(id, "{}");
        Assert.InRange(Requests().Records, found + 2, long.MaxValue);
        Assert.Equal("Deleted", (await App.EventRowsAsync()).Single(row => row.GetString("Action") == "delete").GetString("Outcome"));
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(await ReconcileAsync(Customers))));
    }

    [Fact]
    public async Task RecordThatAListPassesOver_IsNotGone()
    {
        var customers = Create("customer", 3);
        await RunAsync(Customers);
        var shown = Stitchex.Records.All().Select(history => history[^1]).Where(version => version.Id != customers[0])
            .Select(version => Encoding.UTF8.GetString(version.Json.Span));
        Respond("/customers?page=1", ListOf("customers", string.Join(',', shown), total: 2));

        var id = await ReconcileAsync("""{"resources":["customer"],"ratePerMinute":6000,"deliver":true}""");

        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Equal(["customer Complete 0"], EndsOf(await GetAsync(id)));
        Assert.DoesNotContain(await App.EventRowsAsync(), row => row.GetString("Action") == "delete");
    }

    private protected override Dictionary<string, string?> Settings =>
        SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Processing:VerifyDeletes", "false"));
}
