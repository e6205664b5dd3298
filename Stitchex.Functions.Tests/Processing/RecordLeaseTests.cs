using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Processing;

public sealed class RecordLeaseTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly StitchexEventId Id = StitchexEventId.Create("invoice", "7", "update", new string('0', 32));

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly ProcessingOptions _options = new();
    private ReceiverApp _app = null!;

    private EventStore Store => _app.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;

    public async Task InitializeAsync() => _app = await ReceiverApp.StartAsync(azurite);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Lease_IsRenewed_WithEachThirdOfItsTime()
    {
        await using var lease = await KeepAsync();
        var before = await RowAsync();

        _time.Advance(_options.LeaseDuration / 3);

        await Eventually.HoldsAsync(async () => (await RowAsync()).ETag != before.ETag);
        await Eventually.HoldsAsync(() => lease.Remaining == _options.LeaseDuration);
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task LeaseThatSomebodyElseTook_IsLostWithTheNextRenewal_LongBeforeItRunsOut()
    {
        await using var lease = await KeepAsync();
        await _app.Events.UpdateEntityAsync(new TableEntity(Id.PartitionKey, "record") { ["LeaseOwner"] = "another" }, Azure.ETag.All, TableUpdateMode.Merge);

        _time.Advance(_options.LeaseDuration / 3);

        await Eventually.HoldsAsync(() => lease.Lost.IsCancellationRequested);
        Assert.Equal(_options.LeaseDuration * 2 / 3, lease.Remaining);
        Assert.Equal("another", (await RowAsync()).GetString("LeaseOwner"));
    }

    [Fact]
    public async Task LeaseThatIsNotRenewed_IsLostWhenItRunsOut()
    {
        await using var lease = await KeepAsync();
        _app.Faults.Add("StitchexEvents", StorageFault.Fails);

        _time.Advance(_options.LeaseDuration - TimeSpan.FromSeconds(1));
        Assert.False(lease.Lost.IsCancellationRequested);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task RenewalWhoseResponseNeverCame_LosesNeitherTheLeaseNorTheRow()
    {
        await using var lease = await KeepAsync();
        var before = await RowAsync();
        await RenewInVainAsync();

        var stored = await lease.StoreAsync(new RecordRow { LeaseOwner = lease.Owner, ChangeCount = 5 });

        Assert.Equal((5, lease.Owner), (stored!.ChangeCount, stored.LeaseOwner));
        Assert.Equal(stored, await lease.EndAsync());
        Assert.NotEqual(before.ETag, stored.ETag);
        Assert.Equal(5, (await RowAsync()).GetInt32("ChangeCount"));
        Assert.False(lease.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task RenewalWhoseResponseNeverCame_IsKnownAtTheEnd()
    {
        await using var lease = await KeepAsync();
        await RenewInVainAsync();

        var last = await lease.EndAsync();

        Assert.Equal((await RowAsync()).ETag, last.ETag);
    }

    // It takes effect, and neither its response arrives nor what is read to find out.
    private async Task RenewInVainAsync()
    {
        _app.Faults.Add("PATCH StitchexEvents", StorageFault.ResponseIsLost, times: 1);
        _app.Faults.Add("GET StitchexEvents", StorageFault.Fails);
        _time.Advance(_options.LeaseDuration / 3);
        await Eventually.HoldsAsync(() => _app.Faults.Requests.Count(request => request.StartsWith("GET", StringComparison.Ordinal)) >= 4);
        _app.Faults.Clear();
    }

    private async Task<RecordLease> KeepAsync()
    {
        var lease = new RecordLease(Store, new StorageClock(_time), _options, _time, NullLogger.Instance);
        await _app.Events.AddEntityAsync(new TableEntity(Id.PartitionKey, "record") { ["LeaseOwner"] = lease.Owner });
        lease.Keep(Id.PartitionKey, (await Store.ReadRecordAsync(Id.PartitionKey, CancellationToken.None))!);
        return lease;
    }

    private async Task<TableEntity> RowAsync() => (await _app.Events.GetEntityAsync<TableEntity>(Id.PartitionKey, "record")).Value;
}
