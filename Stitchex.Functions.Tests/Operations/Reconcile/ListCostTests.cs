using System.Globalization;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>
/// What reading lists costs: requests to the API and to storage, for 300 records, or for as many as <c>STITCHEX_LISTED_RECORDS</c> says, in
/// pages of 100. The ordinary run has to be short; 50,000 take minutes.
/// </summary>
public sealed class ListCostTests(AzuriteFixture azurite, ITestOutputHelper output) : ReconcileTest(azurite)
{
    private const int Page = 100;

    private static readonly int Records = int.Parse(
        Environment.GetEnvironmentVariable("STITCHEX_LISTED_RECORDS") ?? "300", CultureInfo.InvariantCulture);

    private static readonly int Pages = (Records + Page - 1) / Page;

    [Fact]
    public async Task Reconciliation_WhereNothingDiffers()
    {
        Create("customer", Records);
        await DeliverAllAsync();

        var (job, storage, api) = await CountAsync(() => ReconcileAsync(Customers));

        Assert.Equal(("Completed", 0, 0), JobTest.NumbersOf(await GetAsync(job)));
        Assert.Equal((Pages, 0), api);

        // For each page the job's row twice, what the page shows, and the next message; then the rows of a thousand records at a time.
        AssertBudget(storage, (4 * Pages) + (Records / 1_000) + (Records / 2_500) + 14);
    }

    [Fact]
    public async Task Reconciliation_WhereARequestDecides()
    {
        Create("customer", Records);
        await DeliverAllAsync(hash: "of other content");

        var (job, storage, api) = await CountAsync(() => ReconcileAsync(Customers));

        Assert.Equal(("Completed", Records, 0), JobTest.NumbersOf(await GetAsync(job)));
        Assert.Equal((Pages, Records), api);
        AssertBudget(storage, (3 * Records) + (4 * Records / 20) + (6 * Pages) + 16);
    }

    [Fact]
    public async Task Reconciliation_WhereAllIsMissing_AndItsDelivery()
    {
        Create("customer", Records);

        var (job, storage, api) = await CountAsync(() => ReconcileAsync(Customers));

        Assert.Equal(("Completed", Records, 0), JobTest.NumbersOf(await GetAsync(job)));
        Assert.Equal((Pages, 0), api);
        AssertBudget(storage, Math.Min(Records, ReconcileState.MaxStored) + (5 * Pages) + (Records / 2_500) + 16);

        var delivered = Math.Min(Records, ReconcileState.MaxStored);
        (_, storage, api) = await CountAsync(async () =>
        {
            await DeliverAsync(job, "{}");
            return job;
        });

        Assert.Equal((0, delivered), api);
        AssertBudget(storage, (10 * delivered) + (8 * delivered / Page) + 30);
    }

    [Fact]
    public async Task DryRunOfABackfill()
    {
        Create("customer", Records);
        await DeliverAllAsync();

        var (_, storage, api) = await CountAsync(() => StartAndRunAsync(dryRun: true));

        Assert.Equal((Pages, 0), api);
        AssertBudget(storage, (2 * Records) + (3 * Pages) + 10);
    }

    [Fact]
    public async Task Backfill_WhereNothingWasDelivered()
    {
        Create("customer", Records);

        var (job, storage, api) = await CountAsync(() => StartAndRunAsync(dryRun: false));

        Assert.Equal(("Completed", Records, Records), JobTest.NumbersOf(await GetAsync(job)));
        Assert.Equal((Pages, Records), api);
        AssertBudget(storage, (10 * Records) + (6 * Pages) + 30);
    }

    private protected override Dictionary<string, string?> Settings =>
        SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Processing:PauseCacheTime", "00:05:00"));

    private protected override IEnumerable<ResourceShape> Shapes() => [new("customer", "customers")];

    private async Task<string> StartAndRunAsync(bool dryRun)
    {
        var id = await StartAsync($$"""{"resources":["customer"],"ratePerMinute":6000,"dryRun":{{(dryRun ? "true" : "false")}}}""");
        await RunAsync();
        return id;
    }

    // Rows of records, as their delivery leaves them.
    private async Task DeliverAllAsync(string? hash = null)
    {
        var api = App.Services.GetRequiredService<StitchexApiClient>();
        for (var page = 1; page <= Pages; page++)
        {
            var listed = Assert.IsType<FetchResult.Listed>(await api.FetchPageAsync("customer", page, CancellationToken.None));
            await Parallel.ForEachAsync(listed.Page.Records, async (record, token) => await App.Events.AddEntityAsync(
                new TableEntity($"customer.{KeyPart.FromRecordId(record.Id)}", RecordRow.RowKey)
                {
                    [nameof(RecordRow.Version)] = record.Version!.Value.ToString("O", CultureInfo.InvariantCulture),
                    [nameof(RecordRow.Hash)] = hash ?? record.Hash,
                },
                token));
        }
    }

    // The requests that the app makes, to storage and to the API.
    private async Task<(string Job, IReadOnlyList<string> Storage, (long Pages, long Records) Api)> CountAsync(Func<Task<string>> run)
    {
        var before = Requests();
        App.Faults.Clear();
        var job = await run();
        var storage = App.Faults.Requests;
        var after = Requests();
        return (job, storage, (after.Pages - before.Pages, after.Records - before.Records));
    }

    private void AssertBudget(IReadOnlyList<string> requests, int budget)
    {
        output.WriteLine($"{requests.Count:N0} requests to storage for {Records:N0} records; the budget is {budget:N0}.");
        foreach (var (request, count) in requests.CountBy(request => request.Split('(', '/')[0]).OrderByDescending(some => some.Value))
        {
            output.WriteLine($"{count,9:N0} {request}");
        }

        Assert.InRange(requests.Count, budget * 9 / 10, budget);
    }
}
