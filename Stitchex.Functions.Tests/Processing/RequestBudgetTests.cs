using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Processing;

/// <summary>How many requests to storage processing makes. An execution's bill is its time, and most of that is waiting for these.</summary>
public sealed class RequestBudgetTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const string Read = "GET StitchexEvents";
    private const string Transaction = "POST $batch";
    private const string WriteRecord = "PATCH StitchexEvents";
    private const string WriteIndexEntry = "PATCH StitchexEventIndex";
    private const string Upload = "PUT stitchex-records";
    private const string Head = "HEAD stitchex-records";

    private readonly HandlerJournal _journal = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(_stitchex, ("Stitchex:Processing:PauseCacheTime", "00:05:00")),
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton(_journal).AddRecordHandler<RecordingHandler>());

        // The first event of all asks whether processing is paused.
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Create("product")));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Fact]
    public async Task NewRecord_Takes4TableRequests_1ForEachOfItsNumbers_And1ForItsBlob() => Assert.Equal(
        [Read, Read, Transaction, WriteIndexEntry, WriteIndexEntry, Upload, Transaction],
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Create("invoice"))));

    [Fact]
    public async Task ChangedRecord_Takes4TableRequests_And2ForItsBlob()
    {
        var id = _stitchex.Create("invoice").Id;
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", id)));

        Assert.Equal([Read, Read, Transaction, Head, Upload, Transaction], await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", id))));
    }

    [Fact]
    public async Task SupersededEvent_Takes3()
    {
        var first = _stitchex.Create("invoice");
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", first.Id)));

        Assert.Equal([Read, Read, Transaction], await RequestsOfAsync(SimulatedStitchex.BodyOf(first)));
    }

    [Fact]
    public async Task EventWithoutAVersion_TakesASecondLook_In4()
    {
        var id = _stitchex.Create("invoice").Id;

        var body = Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}},"updated_at":null}}""");

        Assert.Equal([Read, Read, Transaction, WriteIndexEntry, WriteIndexEntry, Upload, Transaction], await RequestsOfAsync(body));
        await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        await _app.LearnTimeAsync();
        Assert.Equal([Read, Read, Transaction, Transaction], await RequestsOfProcessingAsync());
    }

    [Fact]
    public async Task ChangeUnderTheSameVersion_TakesOneMore_BeforeItIsDelivered()
    {
        byte[] Say(string notes)
        {
            var record = $$"""{"id":8,"updated_at":"2024-11-24T10:00:00.001Z","notes":"{{notes}}"}""";
            _stitchex.Put("invoice", Encoding.UTF8.GetBytes(record), announce: false);
            return Encoding.UTF8.GetBytes($$"""{"event":"invoice_update","invoice":{{record}}}""");
        }

        await RequestsOfAsync(Say("a"));

        Assert.Equal([Read, Read, Transaction, WriteRecord, Head, Upload, Transaction], await RequestsOfAsync(Say("b")));
    }

    [Fact]
    public async Task DeletionThatIsVerified_TakesOneRequestToTheApi_AndOneMoreToStorage()
    {
        var id = _stitchex.Create("invoice").Id;
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", id)));
        var deletion = _stitchex.Delete("invoice", id);

        Assert.Equal(
            [Read, Read, Transaction, WriteRecord, Head, Upload, Transaction], await RequestsOfAsync(SimulatedStitchex.BodyOf(deletion)));
    }

    [Fact]
    public async Task DeletionOfWhatWasNeverDelivered_AsksNobody()
    {
        var id = _stitchex.Create("invoice").Id;
        var deletion = _stitchex.Delete("invoice", id);
        var requests = _stitchex.Requests.Count();

        Assert.Equal([Read, Read, Transaction, Upload, Transaction], await RequestsOfAsync(SimulatedStitchex.BodyOf(deletion)));
        Assert.Equal(requests, _stitchex.Requests.Count());
    }

    [Fact]
    public async Task EventThatDies_TakesOneMore_ForItsIndexEntry()
    {
        _journal.Behaviour = (_, _) => throw new RejectRecordException("no");

        Assert.Equal(
            [Read, Read, Transaction, WriteIndexEntry, WriteIndexEntry, Upload, WriteIndexEntry, Transaction],
            await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Create("invoice"))));
    }

    [Fact]
    public async Task ReplayedEvent_TakesOneMore_ForItsIndexEntry()
    {
        await RequestsOfAsync("""{"event":"invoice_update","invoice":{"id":7}}"""u8.ToArray());
        _stitchex.Put("invoice", """{"id":7}"""u8.ToArray(), announce: false);
        await _app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        await _app.ProcessAllAsync();
        var row = await Eventually.GivesAsync(async () => (await _app.EventRowsAsync()).Single(row => row.GetString("RecordId") == "7"), row => row.GetString("State") == "Completed");
        Assert.True(StitchexEventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id));
        await _app.Services.GetRequiredService<EventReplayer>().ReplayAsync(id, CancellationToken.None);

        Assert.Equal([Read, Read, WriteIndexEntry, Transaction, Transaction], await RequestsOfProcessingAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"handler":"BlobRecordArchive"}""")]
    public async Task Redelivery_TakesAsManyAsAChange_AndOneRequestToTheApi(string body)
    {
        var id = _stitchex.Create("invoice").Id;
        await RequestsOfAsync(SimulatedStitchex.BodyOf(_stitchex.Update("invoice", id)));
        var requests = _stitchex.Requests.Count();
        var redelivery = _app.Services.GetRequiredService<RedeliveryOperations>();
        await redelivery.RedeliverRecordAsync("invoice", id, new MemoryStream(Encoding.UTF8.GetBytes(body)), CancellationToken.None);

        Assert.Equal([Read, Read, Transaction, Head, Upload, Transaction], await RequestsOfProcessingAsync());
        Assert.Equal(requests + 1, _stitchex.Requests.Count());
    }

    private async Task<IEnumerable<string>> RequestsOfAsync(byte[] body)
    {
        await _app.ReceiveAsync(body);
        return await RequestsOfProcessingAsync();
    }

    private async Task<IEnumerable<string>> RequestsOfProcessingAsync()
    {
        _app.Faults.Clear();
        await _app.ProcessAllAsync();
        return [.. _app.Faults.Requests.Where(request => !request.Contains("/messages", StringComparison.Ordinal)).Select(request => request.Split('(', '/')[0])];
    }
}
