using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Redelivery;

public sealed class RedeliveryTests(AzuriteFixture azurite) : RedeliveryTest(azurite)
{
    private RedeliveryOperations Redelivery => App.Services.GetRequiredService<RedeliveryOperations>();

    [Fact]
    public async Task EventsRecord_IsRedelivered_ByAnEventOfItsOwn()
    {
        var id = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await StoreRecordAsync(id.PartitionKey);
        var before = await App.OnlyEventRowAsync();

        var response = await Redelivery.RedeliverEventAsync($"{id}", Body("{}"), CancellationToken.None);

        var redelivery = (string)Json(response, HttpStatusCode.Accepted)["eventId"]!;
        Assert.StartsWith($"{id.PartitionKey}.redeliver.", redelivery, StringComparison.Ordinal);
        Assert.Equal($"/api/operations/events/{redelivery}", response.Location);
        var message = Assert.Single(await App.PeekAsync());
        Assert.Equal((redelivery, 0, false), (message.Id, message.Sequence, message.Reopen));
        var row = Assert.Single(await RedeliveriesAsync());
        Assert.Equal(("Received", "*"), (row.GetString("State"), row.GetString("RedeliverTo")));
        Assert.Equal("invoice_redeliver", row.GetString("Event"));
        Assert.Contains(redelivery, await IndexEntriesAsync());
        Assert.Contains(before.ETag, (await App.EventRowsAsync()).Select(it => it.ETag));
    }

    [Theory]
    [InlineData("BlobRecordArchive")]
    [InlineData("Stitchex.Functions.Records.BlobRecordArchive")]
    public async Task Record_IsRedeliveredToOneHandler(string handler)
    {
        await StoreRecordAsync("invoice.7");

        Json(await RedeliverAsync("Invoice", "7", $$"""{"handler":"{{handler}}"}"""), HttpStatusCode.Accepted);

        var row = Assert.Single(await RedeliveriesAsync());
        Assert.Equal((typeof(BlobRecordArchive).ToString(), "7"), (row.GetString("RedeliverTo"), row.GetString("RecordId")));
    }

    [Theory]
    [InlineData("""{"handler":"PostInvoice"}""", "handler is none of invoice's: BlobRecordArchive.")]
    [InlineData("""{"handler":""}""", "handler is none of invoice's: BlobRecordArchive.")]
    [InlineData("""{"handler":7}""", "$.handler")]
    [InlineData("""{"handlers":"BlobRecordArchive"}""", "$.handlers")]
    [InlineData("", "{} for all handlers")]
    public async Task FaultyRequest_IsExplained_AndRedeliversNothing(string request, string detail)
    {
        await StoreRecordAsync("invoice.7");

        var response = await RedeliverAsync("invoice", "7", request);

        Assert.Contains(detail, Problem(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task RecordThatWasNeverDelivered_IsNotFound()
    {
        await StoreRecordAsync("invoice.8", row => row["Hash"] = "");

        var unknown = Problem(await RedeliverAsync("invoice", "7"), HttpStatusCode.NotFound);
        Assert.Contains("Nothing of this record was delivered", unknown, StringComparison.Ordinal);
        Problem(await RedeliverAsync("invoice", "8"), HttpStatusCode.NotFound);
        var waiting = await StoreAsync(EventState.Received);
        Problem(await Redelivery.RedeliverEventAsync($"{waiting}", Body("{}"), CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Redelivery.RedeliverEventAsync("nonsense", Body("{}"), CancellationToken.None), HttpStatusCode.NotFound);
        Assert.Empty(await RedeliveriesAsync());
    }

    [Fact]
    public async Task WhatCannotBeRedelivered_IsAConflict()
    {
        await App.ReceiveAsync("""{"event":"invoice_update","note":"no record"}""");
        var row = await App.OnlyEventRowAsync();
        await StoreRecordAsync("invoice.7", record => record["ChangeCount"] = "seven");

        var id = $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
        Problem(await Redelivery.RedeliverEventAsync(id, Body("{}"), CancellationToken.None), HttpStatusCode.Conflict);
        Problem(await RedeliverAsync("invoice", "7"), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task RecordWhoseIdIsNoKey_IsNamedAsStitchexNamesIt()
    {
        await App.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":"A 7"}}""");
        var key = (await App.OnlyEventRowAsync()).PartitionKey;
        await StoreRecordAsync(key);

        Json(await RedeliverAsync("invoice", "A 7"), HttpStatusCode.Accepted);
        Json(await RedeliverAsync("invoice", key.Split('.')[1]), HttpStatusCode.Accepted);

        Assert.Equal(["A 7", "A 7"], (await RedeliveriesAsync()).Select(row => row.GetString("RecordId")));
    }

    [Fact]
    public async Task CutOffBeforeItsMessage_IsSentByTheSweep()
    {
        await StoreRecordAsync("invoice.7");
        App.Faults.Add("POST stitchex-events/messages", StorageFault.Fails);
        await Assert.ThrowsAsync<AggregateException>(() => RedeliverAsync("invoice", "7"));
        App.Faults.Clear();

        for (var minute = 0; minute < 40 && !(await App.PeekAsync()).Any(); minute += 5)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(5));
            await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
        }

        Assert.StartsWith("invoice.7.redeliver.", Assert.Single(await App.PeekAsync()).Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutOffBeforeItsRow_RedeliversNothing()
    {
        await StoreRecordAsync("invoice.7");
        App.Faults.Add("POST StitchexEvents", StorageFault.Fails);

        await Assert.ThrowsAsync<AggregateException>(() => RedeliverAsync("invoice", "7"));

        Assert.Empty(await App.PeekAsync());
        Assert.Empty(await App.EventRowsAsync());
    }

    [Fact]
    public async Task Asking_TakesOneRead_AndThreeWrites()
    {
        await StoreRecordAsync("invoice.7");
        App.Faults.Clear();

        await RedeliverAsync("invoice", "7");

        Assert.Equal(
            ["GET StitchexEvents", "PATCH StitchexEventIndex", "POST StitchexEvents", "POST stitchex-events"],
            App.Faults.Requests.Select(request => request.Split('(', '/')[0]));
    }

    [Fact]
    public void Handlers_AreListed_WithWhatTheyWant() => Assert.Equal(
        """{"handlers":[{"name":"BlobRecordArchive","resources":[]}]}""",
        JsonNode.Parse(Redelivery.ListHandlers().Body.Span)!.ToJsonString());

    private Task<OperatorResponse> RedeliverAsync(string resource, string recordId, string body = "{}") =>
        Redelivery.RedeliverRecordAsync(resource, recordId, Body(body), CancellationToken.None);
}
