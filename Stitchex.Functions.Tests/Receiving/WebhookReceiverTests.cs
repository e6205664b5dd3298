using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Receiving;

public sealed class WebhookReceiverTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Versioned = """{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z","organisation_id":9579}}""";
    private const string Unversioned = """{"event":"invoice_update","invoice":{"id":7}}""";
    private const string Insert = "POST StitchexEvents";
    private const string IndexEntry = "StitchexEventIndex(";
    private const string Enqueue = "POST stitchex-events/messages";

    [Fact]
    public async Task NewEvent_LeavesARowAMessageAndAIndexEntry_In3Requests()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var response = await app.ReceiveAsync(Versioned);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);

        // The first of all also asks whether any record is to stay forgotten.
        Assert.Equal(3, app.Faults.Requests.Skip(1).Count());
        Assert.StartsWith("GET StitchexEvents", app.Faults.Requests[0], StringComparison.Ordinal);
        var row = await app.OnlyEventRowAsync();
        Assert.Equal(("Received", 0, "invoice", "7"), (row.GetString("State"), row.GetInt32("Sequence"), row.GetString("Resource"), row.GetString("RecordId")));
        Assert.Equal(row.GetDateTimeOffset("ReceivedAt"), row.GetDateTimeOffset("OpenedAt"));
        Assert.Equal(Versioned, Encoding.UTF8.GetString(EventBody.Read(row)!.Value.Span));
        var indexEntry = Assert.Single(await app.IndexEntriesAsync());
        Assert.EndsWith("." + EventIdOf(response), indexEntry.RowKey, StringComparison.Ordinal);
        var message = Assert.Single(await app.PeekAsync());
        Assert.Equal((EventIdOf(response), 0, false, false), (message.Id, message.Sequence, message.Reopen, message.WriteIndexEntry));
    }

    [Fact]
    public async Task Message_NeverExpires()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        await app.ReceiveAsync(Versioned);

        var message = (await app.Queue.PeekMessageAsync()).Value;
        Assert.True(message.ExpiresOn > message.InsertedOn + TimeSpan.FromDays(365 * 100));
    }

    [Theory]
    [InlineData(nameof(EventState.Received), HttpStatusCode.Accepted, false, true)]
    [InlineData(nameof(EventState.DeadLettered), HttpStatusCode.Accepted, true, true)]
    [InlineData(nameof(EventState.Completed), HttpStatusCode.Accepted, true, true)]
    public async Task RepeatOfAVersionedEvent_JoinsItsRow(string state, HttpStatusCode status, bool again, bool log)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        await app.ReceiveAsync(Versioned);
        await SetStateAsync(app, state);
        await app.Queue.ClearMessagesAsync();

        app.Faults.Clear();

        var response = await app.ReceiveAsync(Versioned);

        Assert.Equal(status, response.Status);
        Assert.Equal(3, app.Faults.Requests.Count);
        var message = Assert.Single(await app.PeekAsync());
        Assert.Equal((0, again, log), (message.Sequence, message.Reopen, message.WriteIndexEntry));
        Assert.Equal(state, (await app.OnlyEventRowAsync()).GetString("State"));
    }

    [Theory]
    [InlineData(nameof(EventState.Retrying))]
    [InlineData(nameof(EventState.Confirming))]
    public async Task RedeliveryOfAVersionedEventThatIsFetchedAnyway_IsADuplicate_In3Requests(string state)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        await app.ReceiveAsync(Versioned);
        await SetStateAsync(app, state);
        await app.Queue.ClearMessagesAsync();
        app.Faults.Clear();

        var response = await app.ReceiveAsync(Versioned);

        Assert.Equal(HttpStatusCode.OK, response.Status);
        Assert.Equal(3, app.Faults.Requests.Count);
        Assert.Empty(await app.PeekAsync());
    }

    [Theory]
    [InlineData(nameof(EventState.Received))]
    [InlineData(nameof(EventState.Completed))]
    public async Task RepeatWithoutAVersion_LeadsToAFetch_In2Requests(string state)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        await app.ReceiveAsync(Unversioned);
        await SetStateAsync(app, state);
        await app.Queue.ClearMessagesAsync();
        app.Faults.Clear();

        var response = await app.ReceiveAsync(Unversioned);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        Assert.Equal(2, app.Faults.Requests.Count);
        Assert.True(Assert.Single(await app.PeekAsync()).Reopen);
    }

    [Fact]
    public async Task TenEqualDeliveriesAtOnce_LeaveOneRow()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.ReceiveAsync(Versioned)));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Accepted, response.Status));
        await app.OnlyEventRowAsync();
        Assert.NotEmpty(await app.PeekAsync());
    }

    [Fact]
    public async Task InsertWhoseResponseIsLost_MeetsItsOwnRow_AndIsAccepted()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add(Insert, StorageFault.ResponseIsLost, times: 1);

        var response = await app.ReceiveAsync(Versioned);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        await app.OnlyEventRowAsync();
        Assert.True(Assert.Single(await app.PeekAsync()).WriteIndexEntry);
    }

    [Theory]
    [InlineData(Insert, StorageFault.Fails, 0)]
    [InlineData(Insert, StorageFault.ResponseIsLost, 1)]
    [InlineData(Enqueue, StorageFault.Fails, 1)]
    [InlineData(Enqueue, StorageFault.ResponseIsLost, 1)]
    public async Task StorageThatFails_Returns503_AndTheNextDeliveryIsAccepted(string request, StorageFault fault, int rows)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add(request, fault);

        var rejected = await app.ReceiveAsync(Versioned);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (rejected.Status, rejected.ContentType));
        Assert.True(rejected.RetryAfter > TimeSpan.Zero);
        Assert.Equal(rows, (await app.EventRowsAsync()).Count);

        app.Faults.Clear();
        var accepted = await app.ReceiveAsync(Versioned);

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        await app.OnlyEventRowAsync();
        Assert.NotEmpty(await app.PeekAsync());
    }

    [Fact]
    public async Task IndexEntryThatFails_IsMadeUpForByAnotherMessage()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add(IndexEntry, StorageFault.Fails);

        var response = await app.ReceiveAsync(Versioned);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        Assert.Empty(await app.IndexEntriesAsync());
        Assert.Contains(await app.PeekAsync(), message => message.WriteIndexEntry);
    }

    [Fact]
    public async Task IndexEntryAndItsMessageThatFail_AreResponded503()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add(IndexEntry, StorageFault.Fails);
        app.Faults.Add(Enqueue, StorageFault.Fails);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.ReceiveAsync(Versioned)).Status);
    }

    [Theory]
    [InlineData(Insert)]
    [InlineData(Enqueue)]
    public async Task StorageThatHangs_Returns503WithinTheDeadline(string request)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ReceiverApp.StartAsync(azurite, configure: services => services.AddSingleton<TimeProvider>(time));
        app.Faults.Add(request, StorageFault.Hangs);

        var receiving = app.ReceiveAsync(Versioned);
        await Eventually.HoldsAsync(() => app.Faults.Requests.Any(made => made.Contains(request, StringComparison.Ordinal)));
        time.Advance(TimeSpan.FromSeconds(6));
        var response = await receiving.WaitAsync(Eventually.Deadline);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.Status);
    }

    [Fact]
    public async Task RowThatCannotBeReadAfterAConflict_Returns503()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        await app.ReceiveAsync(Versioned);
        app.Faults.Add("GET StitchexEvents", StorageFault.Fails);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.ReceiveAsync(Versioned)).Status);
        Assert.Equal("Received", (await app.OnlyEventRowAsync()).GetString("State"));
    }

    [Fact]
    public async Task RowThatIsGoneAfterAConflict_Returns503_AndTheNextDeliveryIsAccepted()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add(Insert, StorageFault.SaysItExists, times: 1);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await app.ReceiveAsync(Versioned)).Status);
        Assert.Empty(await app.PeekAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await app.ReceiveAsync(Versioned)).Status);
        Assert.Single(await app.PeekAsync());
    }

    [Fact]
    public async Task RequestThatIsCancelledBeforeItsBodyIsRead_StoresNothing()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        using var body = new BufferedStream(new MemoryStream(Encoding.UTF8.GetBytes(Versioned)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => app.Services.GetRequiredService<WebhookReceiver>().ReceiveAsync(body, new CancellationToken(canceled: true)));

        Assert.Empty(await app.EventRowsAsync());
    }

    private static async Task SetStateAsync(ReceiverApp app, string state)
    {
        var row = await app.OnlyEventRowAsync();
        await app.Events.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = state }, row.ETag, TableUpdateMode.Merge);
    }

    private static string EventIdOf(WebhookResponse response) => JsonDocument.Parse(response.Body).RootElement.GetProperty("eventId").GetString()!;
}
