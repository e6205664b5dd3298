using System.Diagnostics;
using System.Globalization;
using System.Text;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Operator;
using Stitchex.Local.Stack;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>
/// The app's process, which may use 100 MB for objects, compares a list whose records are 200 MB: there are 20,000 of them, unless
/// <c>STITCHEX_LISTED_RECORDS</c> says how many.
/// </summary>
public sealed class ListMemoryTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const string HeapLimit = "6000000";
    private const int ListSize = 200_000_000;

    private static readonly int Records = int.Parse(
        Environment.GetEnvironmentVariable("STITCHEX_LISTED_RECORDS") ?? "20000", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Reconciliation_KeepsALittleOfEachRecordOnly()
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            Settings = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit },
        });
        using var client = new OperatorClient(stack.Host.BaseAddress, stack.Host.HostKey);
        var worker = await stack.Host.WorkerProcessIdAsync();
        var note = new string('n', ListSize / Records);
        var made = 0;
        foreach (var count in new[] { Records / 20, Records })
        {
            for (; made < count; made++)
            {
                var json = $$"""{"id":{{made + 1}},"updated_at":"2026-11-27T10:00:00.123Z","note":"{{note}}"}""";
                stack.Simulator.Put("customer", Encoding.UTF8.GetBytes(json), announce: false);
            }

            var id = (await client.StartAsync(
                "reconciliations", new ReconcileRequest { Resources = ["customer"], RatePerMinute = 6000 }, CancellationToken.None)).Id;
            var job = await Eventually.GivesAsync(
                () => client.GetJobAsync(id, CancellationToken.None), job => job.HasEnded, deadline: TimeSpan.FromMinutes(10));

            Assert.Equal(("Completed", count, null), (job.Status, job.Matched, job.Error));
            Assert.Equal(worker, await stack.Host.WorkerProcessIdAsync());
            using var process = Process.GetProcessById(worker);
            output.WriteLine($"{count:N0} records: a peak of {process.PeakWorkingSet64 / 1e6:N0} MB.");
        }
    }
}
