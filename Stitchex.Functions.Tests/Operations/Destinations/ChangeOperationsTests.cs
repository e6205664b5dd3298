using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Destinations;

/// <summary>An operator is shown a change as a destination was sent it.</summary>
public sealed class ChangeOperationsTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    [Fact]
    public async Task Change_IsAsAWebhookWasSentIt()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var change = Create("größe 😀 \u2028");
        await ProcessAsync(app, change);
        var created = await ShownAsync(app, HttpStatusCode.OK);
        await ProcessAsync(app, Update(change.Id, "v2"));
        var updated = await ShownAsync(app, HttpStatusCode.OK);
        await ProcessAsync(app, Stitchex.Delete("invoice", change.Id));
        var deleted = await ShownAsync(app, HttpStatusCode.OK);

        Assert.Equal(
            server.Requests.Select(request => Untraced(request.Body)),
            new[] { created, updated, deleted }.Select(shown => Untraced(shown.Body)));
        Assert.Equal(["created", "updated", "deleted"], server.Requests.Select(request => request["type"]!.Split('.')[^1]));
        Assert.Equal("application/cloudevents+json; charset=utf-8", created.ContentType);
        var archived = (await app.Records.GetBlobClient($"invoice/{change.Id}.json").GetPropertiesAsync()).Value;
        Assert.Equal(archived.LastModified, deleted.ModifiedAt);
    }

    [Fact]
    public async Task Change_TakesTwoRequests_AndRedeliveriesAreUpdates()
    {
        var change = Create();
        await ProcessAsync(App, change);
        await App.Services.GetRequiredService<RedeliveryOperations>()
            .RedeliverRecordAsync("invoice", change.Id, OperatorTest.Body("""{"handler":"BlobRecordArchive"}"""), CancellationToken.None);
        await App.ProcessAllAsync();

        var row = (await App.EventRowsAsync())[0];
        var operations = App.Services.GetRequiredService<ChangeOperations>();
        App.Faults.Clear();
        var id = $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
        var shown = OperatorTest.Json(await operations.GetAsync(id, CancellationToken.None));

        Assert.Equal(2, App.Faults.Requests.Count);
        Assert.Equal("com.stitchex.invoice.updated", (string)shown["type"]!);
        Assert.NotEqual(Journal.Changes[0].ChangeId, (string)shown["id"]!);
    }

    [Fact]
    public async Task RecordOf5Megabytes_IsWhole_AndOneBeyond8_IsAReference()
    {
        var change = Create();
        await ProcessAsync(App, change);
        var blob = App.Records.GetBlobClient($"invoice/{change.Id}.json");
        var metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        async Task<string> WithAsync(int length)
        {
            var record = BinaryData.FromString($$"""{"id":7,"notes":"{{new string('x', length)}}"}""");
            await blob.UploadAsync(record, new BlobUploadOptions { Metadata = metadata });
            return Encoding.UTF8.GetString((await ShownAsync(App, HttpStatusCode.OK)).Body.Span);
        }

        var whole = await WithAsync(5 * 1024 * 1024);
        Assert.Contains(",\"data\":{\"id\":7,", whole, StringComparison.Ordinal);
        Assert.InRange(whole.Length, 5 * 1024 * 1024, 6 * 1024 * 1024);
        Assert.Equal(blob.Uri.GetLeftPart(UriPartial.Path), (string)JsonNode.Parse(await WithAsync(9 * 1024 * 1024))!["dataref"]!);
    }

    [Fact]
    public async Task WhatIsNotArchived_IsNotFound()
    {
        var operations = App.Services.GetRequiredService<ChangeOperations>();
        OperatorTest.Problem(await operations.GetAsync("nonsense", CancellationToken.None), HttpStatusCode.NotFound);
        await DeliverAsync(Create());
        var response = await ShownAsync(App, HttpStatusCode.NotFound);
        Assert.Contains("not archived", OperatorTest.Problem(response, HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    private static async Task<OperatorResponse> ShownAsync(ReceiverApp app, HttpStatusCode status)
    {
        var row = (await app.EventRowsAsync())[0];
        var operations = app.Services.GetRequiredService<ChangeOperations>();
        var response = await operations.GetAsync($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", CancellationToken.None);
        Assert.Equal(status, response.Status);
        return response;
    }

    // Of which request it is part is the only difference.
    private static string Untraced(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        var start = text.IndexOf("\"traceparent\":", StringComparison.Ordinal);
        return start < 0 ? text : text.Remove(start, text.IndexOf(',', start) + 1 - start);
    }
}
