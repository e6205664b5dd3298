using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Costs;

/// <summary>The counts that the table of costs is made from are what the app does.</summary>
public sealed class MonthlyCostTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const int Count = 50;

    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();

        // A busy machine takes more real time, and each request counts once: so nothing here has a deadline.
        _app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(_stitchex, ("Stitchex:Processing:PauseCacheTime", "00:05:00")),
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(TimeProvider.System.GetUtcNow())),
            PatientStorage.Use);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(10_000_000)]
    public void Table_HasWhatIsReckoned(long events) => Assert.Contains(
        new MonthlyCost(events).ToString(), File.ReadAllLines(Path.Combine(RepositoryFiles.Root, "docs", "operations.md")));

    [Fact]
    public async Task ChangesOfRecords_TakeTheOperationsThatAreReckonedWith_FromWebhookToPurge()
    {
        var ids = Enumerable.Range(0, Count).Select(_ => _stitchex.Create("invoice").Id).ToList();
        await ReceiveAndProcessAsync(ids);
        Assert.All(await _app.EventRowsAsync(), row => Assert.Equal(("Completed", ""), (row.GetString("State"), row.GetString("Error") ?? "")));
        Assert.Equal(Count, await PurgeAsync());
        await _app.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        _app.Faults.Clear();

        // Each event is the only one of its record in the purge: several would share a transaction.
        await ReceiveAndProcessAsync(ids);
        await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(20));
        await _app.LearnTimeAsync();
        await _app.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        var (tables, queues, writes, reads) = Requests();
        Assert.Equal(Count, await PurgeAsync());
        var purged = Requests().Tables - tables;

        // What is left over is the runs' own few requests.
        Assert.InRange(tables + purged, MonthlyCost.TableOperations * Count, (MonthlyCost.TableOperations * Count) + 25);
        Assert.Equal((MonthlyCost.QueueOperations - 2) * Count, queues);
        Assert.Equal(MonthlyCost.BlobWrites * Count, writes);
        Assert.Equal(MonthlyCost.BlobReads * Count, reads);
    }

    [Fact]
    public async Task SweepThatFindsNothing_TakesNoMoreThanIsReckonedWith()
    {
        await _app.LearnTimeAsync();
        var sweeper = _app.Services.GetRequiredService<EventSweeper>();
        await sweeper.SweepAsync(CancellationToken.None);
        await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        await _app.LearnTimeAsync();
        _app.Faults.Clear();

        await sweeper.SweepAsync(CancellationToken.None);

        Assert.InRange(_app.Faults.Requests.Count, 1, MonthlyCost.SweepOperations);
    }

    private async Task<int> PurgeAsync()
    {
        await _app.Account.AdvanceClockAsync(TimeSpan.FromDays(32));
        await _app.LearnTimeAsync();
        return await _app.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
    }

    private async Task ReceiveAndProcessAsync(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var response = await _app.ReceiveAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", id)));
            Assert.Equal(HttpStatusCode.Accepted, response.Status);
        }

        await _app.ProcessAllAsync();
    }

    private (int Tables, int Queues, int Writes, int Reads) Requests()
    {
        var requests = _app.Faults.Requests;
        var queues = requests.Count(request => request.Contains("/messages", StringComparison.Ordinal));
        var writes = requests.Count(request => request.StartsWith("PUT stitchex-records", StringComparison.Ordinal));
        var reads = requests.Count(request => request.StartsWith("HEAD stitchex-records", StringComparison.Ordinal));
        return (requests.Count - queues - writes - reads, queues, writes, reads);
    }
}
