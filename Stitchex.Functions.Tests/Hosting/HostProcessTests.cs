using System.Diagnostics;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Lab;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>A host in a process of its own, which is killed, or told by a signal to end.</summary>
public sealed class HostProcessTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly StitchexSimulator _simulator = new(TimeProvider.System, NullLoggerFactory.Instance);
    private readonly string _connection = azurite.NewAccount().ConnectionString;
    private FunctionsProcess _host = null!;

    private string Journal => Path.Combine(_folder.Path, "journal.txt");

    public async Task InitializeAsync()
    {
        await StorageSetup.CreateAsync(_connection);
        await _simulator.StartAsync(new StitchexSimulatorOptions(), CancellationToken.None);
        var options = new FunctionsProcessOptions
        {
            Settings = LocalSettings.Create(_simulator, _connection),
            FunctionKey = "key",
            JournalPath = Journal,
            LongestHandling = TimeSpan.FromSeconds(4),
        };
        _host = await FunctionsProcess.StartAsync(options, log: null, CancellationToken.None);
        _simulator.Webhooks.Options = _simulator.Webhooks.Options with { Target = _host.WebhookUrl };
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _simulator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task KilledHost_LeavesNoOrphan()
    {
        using var host = Process.GetProcessById(_host.Id);
        using var worker = Process.GetProcessById(_host.WorkerId);

        host.Kill();

        await Eventually.HoldsAsync(() => worker.HasExited, OrphanLimit);
    }

    // Ctrl-C goes to all processes of a terminal; the host alone decides when its worker ends.
    [UnixFact]
    public async Task InterruptedWorker_GoesOn()
    {
        using var worker = Process.GetProcessById(_host.WorkerId);
        using var kill = Process.Start("kill", ["-INT", $"{_host.WorkerId}"]);
        await kill.WaitForExitAsync();

        var invoice = _simulator.Create("invoice");

        await Eventually.HoldsAsync(() => File.Exists(Journal) && File.ReadAllText(Journal).Contains(invoice.Id, StringComparison.Ordinal));
        Assert.False(worker.HasExited);
        Assert.Equal(worker.Id, _host.WorkerId);
    }

    [UnixFact]
    public async Task TerminatedHost_CompletesWhatIsInHand_AndEndsWithZero()
    {
        var invoice = _simulator.Create("invoice");
        await Eventually.HoldsAsync(() => File.Exists(Journal) && File.ReadAllText(Journal).Contains("Begin", StringComparison.Ordinal));
        using var worker = Process.GetProcessById(_host.WorkerId);

        using var kill = Process.Start("kill", ["-TERM", $"{_host.Id}"]);

        Assert.StartsWith("The functions host ended with exit code 0.", await _host.Exited.WaitAsync(Eventually.Deadline), StringComparison.Ordinal);
        Assert.True(worker.HasExited);
        var row = await new TableClient(_connection, StorageNames.EventsTable).QueryAsync<TableEntity>($"PartitionKey eq 'invoice.{invoice.Id}' and RowKey ge 'event.' and RowKey lt 'event/'").SingleAsync();
        Assert.Equal(("Completed", "Handled"), (row.GetString("State"), row.GetString("Outcome")));
    }
}
