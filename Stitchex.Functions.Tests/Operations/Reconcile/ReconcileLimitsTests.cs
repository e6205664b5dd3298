using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Tests.Telemetry;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>Reconciliations that find too much, that are paused and cancelled, and whose last step is cut off.</summary>
public sealed class ReconcileLimitsTests(AzuriteFixture azurite) : ReconcileTest(azurite)
{
    [Fact]
    public async Task BeyondTenThousandFindings_TheyAreCounted_AndTheNextReconciliationListsThem()
    {
        Create("customer", 5);
        var id = await StartReconcilingAsync(Customers);
        await RunAsync(pages: 1);
        await ChangeStateAsync(id, state =>
        {
            state["Stored"] = 9_998;
            return state.ToJsonString();
        });
        await RunAsync();

        var found = (await GetAsync(id))["reconcile"]!;
        Assert.Equal((5, 10_000), ((int)found["missing"]!, (int)found["stored"]!));
        Assert.Equal(2, (await FindingsAsync(id)).Count);
        await DeliverAsync(id, "{}");
        Assert.Equal(("Completed", 5, 2), JobTest.NumbersOf(await GetAsync(id)));

        var next = await ReconcileAsync(Customers);
        Assert.Equal(3, (await FindingsAsync(next)).Count);
        await DeliverAsync(next, "{}");
        await AssertArchivedAsync();
    }

    [Fact]
    public async Task RecordThatIsFoundInTwoWays_AsByAComparisonThatWasCutOff_IsDeliveredOnce()
    {
        var customer = Create("customer", 1)[0];
        var id = await ReconcileAsync(Customers);
        var row = (await App.Events.GetEntityAsync<TableEntity>($"reconcile-{id}", $"finding.Missing.customer.{customer}")).Value;
        (row.RowKey, row["Kind"]) = ($"finding.Older.customer.{customer}", "Older");
        await App.Events.AddEntityAsync(row);

        await DeliverAsync(id, "{}");

        Assert.Equal(("Completed", 1, 1), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Single(await App.EventRowsAsync());
    }

    [Fact]
    public async Task ListWithTooManyRecords_IsNotCompared_AndTheOthersAre()
    {
        Create("customer", 21);
        var payment = Create("payment", 1)[0];
        App.Services.GetRequiredService<ListComparison>().MaxRecords = 20;

        var id = await ReconcileAsync("""{"resources":["customer","payment"],"ratePerMinute":6000}""");

        Assert.Equal([$"missing payment {payment}"], (await FindingsAsync(id)).Select(TextOf));
        Assert.Equal("customer has more than 20 records, and was not compared.", (string)(await GetAsync(id))["error"]!);
    }

    [Fact]
    public async Task PausedBeforeEachStep_ItStopsThere_AndFindsAndDeliversTheSame()
    {
        var expected = await MakeDifferencesAsync();
        var id = await StartReconcilingAsync(All);
        List<string> stages = [];
        await PauseBeforeEachStepAsync();

        Assert.Equal(["Listing", "Comparing", "Checking"], stages.Distinct());
        Assert.Equal(expected, (await FindingsAsync(id)).Select(TextOf).Order());

        await AskToDeliverAsync(id, "{}");
        await PauseBeforeEachStepAsync();

        Assert.Equal("Delivering", stages[^1]);
        Assert.Equal(("Completed", 4, 4), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(await ReconcileAsync(All))));

        async Task PauseBeforeEachStepAsync()
        {
            for (var job = await GetAsync(id); (string)job["status"]! == "Running"; job = await GetAsync(id))
            {
                OperatorTest.Json(await Jobs.PauseAsync(id, CancellationToken.None));
                await RunAsync();
                var paused = await GetAsync(id);
                Assert.Equal(("Paused", $"{job["reconcile"]}"), ((string)paused["status"]!, $"{paused["reconcile"]}"));
                stages.Add((string)paused["reconcile"]!["stage"]!);
                OperatorTest.Json(await Jobs.ResumeAsync(id, CancellationToken.None));
                await RunAsync(pages: 1);
            }
        }
    }

    [Fact]
    public async Task CancelledBeforeItsEnd_ItDeliversNothing_AndCancelledDelivery_CanBeAskedForAgain()
    {
        await MakeDifferencesAsync();
        var cancelled = await StartReconcilingAsync(All);
        await RunAsync(pages: 3);
        OperatorTest.Json(await Jobs.CancelAsync(cancelled, CancellationToken.None));
        await RunAsync();
        var response = await Reconciliations.DeliverAsync(cancelled, OperatorTest.Body("{}"), CancellationToken.None);
        Assert.Contains("did not come to its end", OperatorTest.Problem(response, HttpStatusCode.Conflict), StringComparison.Ordinal);

        var id = await ReconcileAsync(All);
        await AskToDeliverAsync(id, "{}");
        OperatorTest.Json(await Jobs.CancelAsync(id, CancellationToken.None));
        await RunAsync();
        Assert.Equal(("Cancelled", 4, 0), JobTest.NumbersOf(await GetAsync(id)));

        await DeliverAsync(id, "{}");
        Assert.Equal(("Completed", 4, 4), JobTest.NumbersOf(await GetAsync(id)));
        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(await ReconcileAsync(All))));
    }

    [Fact]
    public async Task LastStepThatIsCutOff_CountsWhatDiffersOnce()
    {
        await MakeDifferencesAsync();
        using var metrics = new RecordedMetrics(App.Services);
        var id = await StartReconcilingAsync(All);
        do
        {
            await RunAsync(pages: 1);
        }
        while ((string)(await GetAsync(id))["reconcile"]!["stage"]! != "Checking");

        // What only a fetch can decide.
        await RunAsync(pages: 1);
        Assert.Empty(metrics.For("stitchex.reconcile.differences"));
        App.Faults.Add("PUT StitchexEvents(PartitionKey='control'", StorageFault.Fails, times: 5);
        await RunAsync();

        Assert.Equal("Completed", (string)(await GetAsync(id))["status"]!);
        var counted = metrics.All.Where(measurement => measurement.Metric == "stitchex.reconcile.differences" && measurement.Value > 0)
            .Select(measurement => $"{measurement.Attributes} {measurement.Value}");
        Assert.Equal(
            ["stitchex.difference=gone 1", "stitchex.difference=missing 1", "stitchex.difference=older 2"],
            counted.Order());
    }

    // Four, two of which only a fetch can decide.
    private async Task<IEnumerable<string>> MakeDifferencesAsync()
    {
        var (products, customers) = (Create("product", 3), Create("customer", 12));
        await RunAsync(All);
        Stitchex.Update("product", products[0], record => record["name"] = "changed", announce: false);
        Stitchex.Update("customer", customers[0], announce: false);
        Stitchex.Delete("customer", customers[1], announce: false);
        var payment = Create("payment", 1)[0];
        string[] all =
        [
            $"older product {products[0]}", $"older customer {customers[0]}", $"gone customer {customers[1]}", $"missing payment {payment}",
        ];
        return all.Order();
    }

    private protected override IEnumerable<ResourceShape> Shapes() =>
        base.Shapes().Select(shape => shape.Name == "product" ? shape with { Versions = RecordVersions.None } : shape);
}
