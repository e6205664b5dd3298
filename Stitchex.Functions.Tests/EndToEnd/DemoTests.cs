using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Commands;
using Stitchex.Local.Demo;
using Stitchex.Local.Hosting.Worker;
using Stitchex.Local.Lab;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The demo's demo: that it is good when all is well, and that its verdict can fail.</summary>
public sealed class DemoTests
{
    private static readonly LocalStackOptions Options = new()
    {
        PreferUsualPorts = false,
        Simulator = new StitchexSimulatorOptions { Webhooks = DemoScenario.Webhooks },
    };

    [Fact]
    public async Task StorageThatIsKilled_EndsTheDemo_AndEveryRecordIsMissed()
    {
        await using var stack = await LocalStack.StartAsync(Options);
        var changes = 0;

        var result = await new DemoRun(stack).PlayAsync(
            () =>
            {
                if (++changes == 50)
                {
                    using var azurite = Process.GetProcessById(stack.Azurite!.ProcessId);
                    azurite.Kill();
                }
            },
            (_, _) => { },
            CancellationToken.None);

        Assert.False(result.IsGood);
        Assert.StartsWith("Storage is gone", result.Abandoned, StringComparison.Ordinal);
        Assert.NotEmpty(result.Verdict.Misses);
        Assert.Equal(result.Verdict.Compared, result.Verdict.Misses.Count);
    }

    [Fact]
    public async Task RecordThatIsNotArchivedAsItIs_FailsTheVerdict()
    {
        await using var stack = await LocalStack.StartAsync(Options);
        var invoice = stack.Simulator.Create("invoice");
        var product = stack.Simulator.Create("product");
        await Eventually.HoldsAsync(async () => (await VerdictAsync(stack)).Holds);

        stack.Simulator.Webhooks.Hold();
        stack.Simulator.Update("invoice", invoice.Id);
        stack.Simulator.Delete("product", product.Id);
        stack.Simulator.Create("customer");

        var misses = (await VerdictAsync(stack)).Misses;
        Assert.Equal(3, misses.Count);
        Assert.Contains(misses, miss => miss.StartsWith($"invoice {invoice.Id} is archived in version", StringComparison.Ordinal));
        Assert.Contains($"product {product.Id} is deleted in Stitchex, and not in the archive", misses);
        Assert.Contains(misses, miss => miss.EndsWith("is missing", StringComparison.Ordinal));
        stack.Simulator.Webhooks.Release();
    }

    [Fact]
    public async Task HandlerThatFails_IsNamed_WithItsError_AndHowManyEventsWaitForIt()
    {
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            Extension = new WorkerExtension(typeof(ClosedLedger), new Dictionary<string, string>()),
        });
        stack.Simulator.Create("invoice");
        stack.Simulator.Create("invoice");
        stack.Simulator.Create("customer");
        var events = await Eventually.GivesAsync(
            () => StoredRow.ReadAllAsync(stack.StorageConnectionString, CancellationToken.None),
            rows => rows.Count(row => row.IsOpen) == 2 && HandlerTally.From(rows) is [{ Done: 1, Failed: 2 }]);

        using var output = new StringWriter();
        new DemoConsole(OperatorCommands.ConsoleTo(output)).Show(new DemoResult(
            stack.Simulator.Webhooks.Statistics.Counts, [], events, RecordsFetched: 3, await VerdictAsync(stack), [], "Not everything was done."));

        Assert.Contains(
            $"2 events wait: {nameof(ClosedLedger)} threw InvalidOperationException: The ledger is closed.", output.ToString(), StringComparison.Ordinal);
        Assert.Matches($"{nameof(ClosedLedger)} +│ +1 │ events that it has; it failed at 2 more", output.ToString());
    }

    private static Task<Verdict> VerdictAsync(LocalStack stack) => Verdict.FindAsync(stack.Simulator.RecordsToExpect(), stack.StorageConnectionString, CancellationToken.None);

    private sealed class ClosedLedger : IRecordHandler
    {
        public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) =>
            change.Resource == "invoice" ? throw new InvalidOperationException("The ledger is closed.") : Task.CompletedTask;

        internal static void Configure(IServiceCollection services) => services.AddRecordHandler<ClosedLedger>();
    }
}
