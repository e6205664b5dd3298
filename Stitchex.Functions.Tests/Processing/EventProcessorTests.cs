using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Processing;

public sealed class EventProcessorTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly HandlerJournal _journal = new();

    // It stands unless a test moves it, so that no limit of the app runs out because the machine is busy.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _app = await StartAppAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Fact]
    public async Task NewRecord_IsDelivered_AndItsRowsSaySo()
    {
        var change = _stitchex.Create("invoice");
        await ReceiveAsync(change);

        await _app.ProcessAllAsync();

        var row = await AssertOutcomeAsync("Completed", "Handled");
        Assert.Equal((1, 1), (row.GetInt32("Sequence"), row.GetInt32("Attempt")));
        var record = Assert.Single(await _app.RecordRowsAsync());
        Assert.Equal((1, 1L, ""), (record.GetInt32("ChangeCount"), record.GetInt64("FencingToken"), record.GetString("LeaseOwner")));
        Assert.Equal(change.Version.Json.ToArray(), await ArchivedAsync("invoice", change.Id));
        var handed = Assert.Single(_journal.Changes);
        Assert.Matches($"^invoice\\.{change.Id}@1-[0-9a-f]{{12}}$", handed.ChangeId);
        Assert.Equal(change.Version.Json.ToArray(), handed.Snapshot.ToArray());
    }

    [Fact]
    public async Task EveryResource_IsFoundInItsEnvelope()
    {
        string[] resources = ["receiving_ticket", "product", "customer", "return", "credit_note", "invoice", "sales_order", "payment", "production_order", "pick_ticket"];
        var changes = resources.Select(resource => _stitchex.Create(resource)).ToList();
        foreach (var change in changes)
        {
            await ReceiveAsync(change);
        }

        await _app.ProcessAllAsync();

        foreach (var change in changes)
        {
            Assert.Equal(change.Version.Json.ToArray(), await ArchivedAsync(change.Version.Resource, change.Id));
        }
    }

    [Fact]
    public async Task Deletion_LeavesATombstone_WithoutAFetch()
    {
        var id = _stitchex.Create("invoice").Id;
        await ReceiveAsync(_stitchex.Delete("invoice", id));

        await _app.ProcessAllAsync();

        await AssertOutcomeAsync("Completed", "Deleted");
        Assert.Equal(0, _stitchex.Requests.Count());
        Assert.Equal($$"""{"id":{{id}},"deleted":true}""", Encoding.UTF8.GetString(await ArchivedAsync("invoice", id)));
        Assert.Equal(($"invoice.{id}@1-deleted", true), (Assert.Single(_journal.Changes).ChangeId, _journal.Changes[0].IsDeleted));
    }

    [Fact]
    public async Task ApiThatFails_IsRetried_WithADelayedMessage()
    {
        await ReceiveAsync(_stitchex.Create("invoice"));
        using (_stitchex.Faults.Add(FaultRule.Response(503)))
        {
            await _app.ProcessAllAsync();
        }

        var row = await AssertOutcomeAsync("Retrying", outcome: null);
        Assert.Equal(1, row.GetInt32("Sequence"));
        Assert.Contains("503", row.GetString("Error"), StringComparison.Ordinal);
        Assert.Contains("503", row.GetString("Attempts"), StringComparison.Ordinal);
        Assert.True(row.GetDateTimeOffset("NextAttemptAt") > row.GetDateTimeOffset("ReceivedAt"));
        Assert.Empty(await _app.PeekAsync());

        await LaterAsync(TimeSpan.FromMinutes(1));
        await AssertOutcomeAsync("Completed", "Handled");
    }

    [Fact]
    public async Task HandlerThatRejects_KillsTheEvent_AndARepeatTriesItAnew()
    {
        _journal.Behaviour = (_, _) => throw new RejectRecordException("no such customer");
        var change = _stitchex.Create("invoice");
        await ReceiveAsync(change);
        await _app.ProcessAllAsync();
        var row = await AssertOutcomeAsync("DeadLettered", "Rejected");
        Assert.Contains("no such customer", row.GetString("Error"), StringComparison.Ordinal);

        _journal.Behaviour = (_, _) => Task.CompletedTask;
        await ReceiveAsync(change);
        await _app.ProcessAllAsync();

        await AssertOutcomeAsync("Completed", "Handled");
        Assert.Single(await _app.IndexEntriesAsync("open"));
    }

    [Fact]
    public async Task HandlerThatAsksForLater_IsCalledLater()
    {
        _journal.Behaviour = (_, _) => throw new RetryRecordLaterException(TimeSpan.FromMinutes(20), "stocktaking");
        await ReceiveAsync(_stitchex.Create("invoice"));
        await _app.ProcessAllAsync();
        _journal.Behaviour = (_, _) => Task.CompletedTask;

        await LaterAsync(TimeSpan.FromMinutes(19));
        Assert.Single(_journal.Changes);
        await LaterAsync(TimeSpan.FromMinutes(2));

        await AssertOutcomeAsync("Completed", "Handled");
    }

    [Fact]
    public async Task HandlerThatTakesTooLong_IsCancelled_AndTriedAgain()
    {
        _journal.Behaviour = (_, cancellationToken) =>
        {
            var working = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            _time.Advance(new ProcessingOptions().HandlerTimeout);
            return working.WaitAsync(Eventually.Deadline, CancellationToken.None);
        };
        await ReceiveAsync(_stitchex.Create("invoice"));

        await _app.ProcessAllAsync();

        var row = await AssertOutcomeAsync("Retrying", outcome: null);
        Assert.Contains("HandlerTimeout", row.GetString("Error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandlerThatOutlastsTheLease_IsKeptByRenewals()
    {
        await using var app = await StartAppAsync(settings: ("Stitchex:Processing:HandlerTimeout", "00:02:00"));
        _journal.Behaviour = async (_, cancellationToken) =>
        {
            var before = (await app.RecordRowsAsync()).Single().GetDateTimeOffset("LeaseExpiresAt");
            _time.Advance(new ProcessingOptions().LeaseDuration / 3);
            await Eventually.HoldsAsync(async () => (await app.RecordRowsAsync()).Single().GetDateTimeOffset("LeaseExpiresAt") > before);
            cancellationToken.ThrowIfCancellationRequested();
        };
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(_stitchex.Create("invoice")));

        await app.ProcessAllAsync();

        Assert.Equal("Handled", (await app.OnlyEventRowAsync()).GetString("Outcome"));
    }

    [Fact]
    public async Task RecordThatSomebodyElseTook_IsNotMoved()
    {
        _journal.Behaviour = async (_, _) =>
        {
            var row = (await _app.RecordRowsAsync()).Single();
            await _app.Events.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["LeaseOwner"] = "another" }, row.ETag, TableUpdateMode.Merge, CancellationToken.None);
        };
        await ReceiveAsync(_stitchex.Create("invoice"));

        await _app.ProcessAllAsync();

        var record = (await _app.RecordRowsAsync()).Single();
        Assert.Equal(("another", 0), (record.GetString("LeaseOwner"), record.GetInt32("ChangeCount")));
        Assert.NotEqual("Completed", (await _app.OnlyEventRowAsync()).GetString("State"));
    }

    [Fact]
    public async Task ErrorOfAnyLength_IsCut()
    {
        _journal.Behaviour = (_, _) => throw new InvalidOperationException(new string('\u0001', 1_000_000));
        await ReceiveAsync(_stitchex.Create("invoice"));
        await _app.ProcessAllAsync();
        await LaterAsync(TimeSpan.FromHours(2));

        var row = await AssertOutcomeAsync("Retrying", outcome: null);
        Assert.InRange(row.GetString("Error").Length, 1, 1000);
    }

    [Fact]
    public async Task ManyMessagesOfOneRecordAtOnce_NeverOverlap_AndNeverGoBack()
    {
        var (running, most) = (0, 0);
        _journal.Behaviour = async (_, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            Interlocked.Decrement(ref running);
        };
        var id = _stitchex.Create("product").Id;
        for (var i = 0; i < 8; i++)
        {
            await ReceiveAsync(_stitchex.Update("product", id));
        }

        var messages = await _app.PeekAsync();
        await _app.Queue.ClearMessagesAsync();
        await Task.WhenAll(messages.Concat(messages).Select(_app.ProcessAsync));
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(1, most);
        Assert.Equal(_stitchex.Records.Newest(new RecordKey("product", id))!.Json.ToArray(), _journal.Changes[^1].Record.ToArray());
        Assert.Equal(_journal.Changes.OrderBy(change => change.Version).Select(change => change.ChangeId), _journal.Changes.Select(change => change.ChangeId));
        Assert.All(await _app.EventRowsAsync(), row => Assert.Equal("Completed", row.GetString("State")));
    }

    [Fact]
    public async Task IgnoredEvent_IsKept_AndNotProcessed()
    {
        await using var app = await StartAppAsync(settings: ("Stitchex:IgnoredEvents:0", "invoice_*"));
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(_stitchex.Create("invoice")));

        await app.ProcessAllAsync();

        Assert.Equal("Ignored", (await app.OnlyEventRowAsync()).GetString("Outcome"));
        Assert.Empty(_journal.Changes);
    }

    [Fact]
    public async Task Shutdown_EndsTheAttempt_AndTheEventIsTriedAgain()
    {
        await ReceiveAsync(_stitchex.Create("invoice"));
        var message = Assert.Single(await _app.PeekAsync());
        await _app.Queue.ClearMessagesAsync();
        using var shutdown = new CancellationTokenSource();
        _journal.Behaviour = async (_, cancellationToken) =>
        {
            await shutdown.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };

        await _app.Services.GetRequiredService<EventProcessor>().ProcessAsync(message.ToString(), shutdown.Token);

        var row = await AssertOutcomeAsync("Retrying", outcome: null);
        Assert.Equal((0, 1), (row.GetInt32("CrashCount"), row.GetInt32("Sequence")));
        Assert.Equal(1, Assert.Single(await _app.PeekAsync()).Sequence);
    }

    private Task<ReceiverApp> StartAppAsync(Action<IServiceCollection>? configure = null, params (string Name, string Value)[] settings) => ReceiverApp.StartAsync(
        azurite,
        SimulatedStitchex.SettingsFor(_stitchex, settings),
        services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.AddSingleton(_journal).AddRecordHandler<RecordingHandler>();
            configure?.Invoke(services);
        });

    private Task ReceiveAsync(SimulatedChange change) => _app.ReceiveAsync(SimulatedStitchex.BodyOf(change));

    /// <summary>Lets time pass in storage, minute by minute, and processes what becomes due.</summary>
    private async Task LaterAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMinutes(1))
        {
            await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
            await _app.ProcessAllAsync();
        }
    }

    private async Task<TableEntity> AssertOutcomeAsync(string state, string? outcome)
    {
        var row = await _app.OnlyEventRowAsync();
        Assert.Equal((state, outcome ?? ""), (row.GetString("State"), row.GetString("Outcome") ?? ""));
        return row;
    }

    private async Task<byte[]> ArchivedAsync(string resource, string id) =>
        (await _app.Records.GetBlobClient(BlobRecordArchive.NameOf(resource, id)).DownloadContentAsync()).Value.Content.ToArray();
}
