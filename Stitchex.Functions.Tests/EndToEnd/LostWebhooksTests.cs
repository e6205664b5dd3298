using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Destinations;
using Stitchex.Local.Lab;
using Stitchex.Local.Operator;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>Stitchex loses webhooks for three days, and an operator reconciles.</summary>
public sealed class LostWebhooksTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly string[] Resources = ["product", "customer", "invoice", "sales_order"];

    // Its clock is behind, and catches up: what the app receives is old, and never of the future.
    private readonly LateClock _time = new() { Behind = TimeSpan.FromDays(5) };
    private readonly HttpClient _control = new();
    private LocalStack _stack = null!;
    private OperatorClient _operator = null!;

    private StitchexSimulator Stitchex => _stack.Simulator;

    public async Task InitializeAsync()
    {
        _stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            SimulatorTime = _time,
            HasDestinations = true,
            Settings = new Dictionary<string, string>
            {
                ["Stitchex__Processing__LagWindow"] = "00:00:02",
                ["Stitchex__Processing__SecondLook"] = "00:00:00.5",
            },
        });
        _operator = new OperatorClient(_stack.Host.BaseAddress, _stack.Host.HostKey);
        _control.BaseAddress = Stitchex.BaseAddress;
        await ControlAsync("resources", new { name = "product", versions = "None", listOrder = "LastChangedFirst" });
        await ControlAsync("resources", new { name = "customer", versions = "WholeSeconds", listOrder = "NewestFirst" });
        await ControlAsync("resources", new { name = "invoice", listOrder = "Shuffled" });
    }

    public async Task DisposeAsync()
    {
        _control.Dispose();
        _operator.Dispose();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task EachRecordIsFound_AndDeliveredOnce_AndThenNothing()
    {
        var ids = Resources.ToDictionary(resource => resource, resource => Make(resource, count: 5));
        await SettleAsync();

        // Three days without a webhook, in which things change every 17 hours.
        await ControlAsync("webhooks", new { dropFor = TimeSpan.FromDays(3) });
        List<string> differences = [];
        foreach (var resource in Resources)
        {
            _time.Behind -= TimeSpan.FromHours(17);
            Stitchex.Update(resource, ids[resource][0], record => record["note"] = "first");
            Stitchex.Update(resource, ids[resource][0], record => record["note"] = "second");
            Stitchex.Delete(resource, ids[resource][1]);
            differences.Add($"older {resource} {ids[resource][0]}");
            differences.Add($"gone {resource} {ids[resource][1]}");
            differences.Add($"missing {resource} {Make(resource, count: 1)[0]}");
        }

        var unseen = Make("invoice", count: 1)[0];
        Stitchex.Delete("invoice", unseen);
        Assert.Equal(18, Stitchex.Webhooks.Statistics.Counts.Dropped);
        _time.Behind = TimeSpan.FromDays(1);
        Stitchex.Update("customer", ids["customer"][2], record => record["note"] = "live");
        await SettleAsync();
        Assert.Equal(12, (await VerdictAsync(unseen)).Misses.Count);

        var first = await ReconcileAsync(differences);
        await DeliverAsync(first);

        Assert.Empty((await VerdictAsync(unseen)).Misses);
        Assert.All(await JudgeAsync(unseen), verdict =>
        {
            Assert.Empty(verdict.Faults);
            Assert.Equal((21 + 12, 0, 0), (verdict.Received, verdict.Repeats, verdict.Late));
        });
        await ReconcileAsync([]);
    }

    private List<string> Make(string resource, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Stitchex.Create(resource, lines: 1).Id)];

    // A reconciliation to its end: what it finds, and only that.
    private async Task<string> ReconcileAsync(IReadOnlyList<string> expected)
    {
        var id = (await _operator.StartAsync(
            "reconciliations", new ReconcileRequest { Resources = Resources, RatePerMinute = 6000 }, CancellationToken.None)).Id;
        var job = await EndAsync(id);
        var findings = (await _operator.ListFindingsAsync(id, CancellationToken.None)).Findings;
        Assert.Equal(expected.Order(), findings.Select(finding => $"{finding.Kind} {finding.Resource} {finding.RecordId}").Order());
        Assert.Equal((expected.Count, 0, null), (job.Matched, job.Reconcile!.Undecided, job.Error));
        Assert.All(job.Backfill!.Lists, list => Assert.Equal("Complete", list.State));
        return id;
    }

    private async Task DeliverAsync(string id)
    {
        await _operator.AskAsync<JsonNode>(HttpMethod.Post, $"jobs/{id}/deliver", CancellationToken.None, new { });
        await EndAsync(id);
        await SettleAsync();
    }

    private Task<JobView> EndAsync(string id) =>
        Eventually.GivesAsync(() => _operator.GetJobAsync(id, CancellationToken.None), job => job.Status == "Completed");

    // All webhooks are acknowledged, and each event has an outcome.
    private async Task SettleAsync()
    {
        await Stitchex.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        var events = new TableClient(_stack.StorageConnectionString, StorageNames.EventsTable);
        await Eventually.HoldsAsync(async () =>
            !await events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/' and State ne 'Completed'").AnyAsync());
    }

    private IReadOnlyList<ExpectedRecord> Expected(string unseen) =>
        [.. Stitchex.RecordsToExpect(all: true).Where(record => record.Id != unseen)];

    private Task<Verdict> VerdictAsync(string unseen) =>
        Verdict.FindAsync(Expected(unseen), _stack.StorageConnectionString, CancellationToken.None);

    private Task<IReadOnlyList<DestinationVerdict>> JudgeAsync(string unseen) =>
        _stack.Destinations!.JudgeAsync(Expected(unseen), CancellationToken.None);

    private async Task ControlAsync<T>(string path, T settings)
    {
        using var response = await _control.PostAsJsonAsync($"/control/{path}", settings);
        response.EnsureSuccessStatusCode();
    }

    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Behind { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind;
    }
}
