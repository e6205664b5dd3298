using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>Every body in <c>Fixtures/</c>, posted to the function's URL: what it leaves in storage.</summary>
public sealed class FixtureTests(AppFixture app) : IClassFixture<AppFixture>
{
    /// <summary>Fixture, event id without its hash, state, outcome. The record that Stitchex then serves is the fixture's own, or one with only an id.</summary>
    public static readonly TheoryData<string, string, string, string> Kept = new()
    {
        { "credit_note_create.json", "credit_note.5120.create", "Completed", "Handled" },
        { "customer_update_id_beside.json", "customer.6401.update", "Completed", "Handled" },
        { "invoice_create.json", "invoice.330101.create", "Completed", "Handled" },
        { "invoice_delete_bare_id.json", "invoice.330101.delete", "Completed", "Deleted" },
        { "invoice_update_id_only.json", "invoice.330101.update", "Completed", "Handled" },
        { "invoice_update_without_updated_at.json", "invoice.330101.update", "Completed", "Handled" },
        { "no_record_id.json", "season.~none.changed", "DeadLettered", "NoRecordId" },
        { "pick_ticket_create.json", "pick_ticket.210345.create", "Completed", "Handled" },
        { "pick_ticket_delete.json", "pick_ticket.210345.delete", "Completed", "Deleted" },
        { "pick_ticket_update.json", "pick_ticket.210345.update", "Completed", "Handled" },
        { "pick_ticket_update_other_organisation.json", "pick_ticket.210999.update", "DeadLettered", "OtherOrganisation" },
        { "product_update.json", "product.4711.update", "Completed", "Handled" },
        { "receiving_ticket_delete_under_delivery.json", "receiving_ticket.7003.delete", "Completed", "Deleted" },
        { "receiving_ticket_update.json", "receiving_ticket.7003.update", "Completed", "Handled" },
        { "sales_order_create_not_seen_before.json", "sales_order.77012.create", "Completed", "Handled" },
    };

    public static readonly TheoryData<string> Rejected = new("not_an_event.json", "not_json.txt");

    [Fact]
    public void EveryFixture_IsTested() =>
        Assert.Equal(FixtureFiles.Names(), NamesIn(Kept).Concat(NamesIn(Rejected)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Fixture_LeavesItsRowItsIndexEntryAndItsBlob(string fixture, string id, string state, string outcome)
    {
        var stack = await EmptyStackAsync();
        var (resource, recordId) = (id.Split('.')[0], id.Split('.')[1]);
        var served = Serve(stack, fixture, resource, recordId);

        using var response = await PostAsync(stack, fixture);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var row = await EventuallyDoneAsync(stack);
        Assert.Equal((state, outcome), (row.GetString("State"), row.GetString("Outcome")));
        Assert.Equal((id.Split('.')[..2], id.Split('.')[2]), (row.PartitionKey.Split('.'), row.RowKey.Split('.')[1]), Same);
        Assert.Equal(FixtureFiles.Read(fixture), EventBody.Read(row)!.Value.ToArray());
        Assert.EndsWith($".{id}.{row.RowKey.Split('.')[2]}", Assert.Single(await RowsAsync(stack, StorageNames.IndexTable, "PartitionKey lt 'a'")).RowKey, StringComparison.Ordinal);
        Assert.Equal(
            state == "DeadLettered" ? 1 : 0, (await RowsAsync(stack, StorageNames.IndexTable, "PartitionKey eq 'dead-lettered'")).Count);
        Assert.Equal(outcome switch { "Handled" => served, "Deleted" => Tombstone(recordId), _ => null }, await ArchivedAsync(stack, resource, recordId));
    }

    [Theory]
    [MemberData(nameof(Rejected))]
    public async Task Fixture_IsRefused_AndRemembered(string fixture)
    {
        var stack = await EmptyStackAsync();

        using var response = await PostAsync(stack, fixture);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await RowsAsync(stack, StorageNames.EventsTable, ""));
        Assert.Equal(
            "body", Assert.Single(await RowsAsync(stack, StorageNames.IndexTable, "PartitionKey eq 'quarantine'")).GetString("Kind"));
    }

    private static IEnumerable<string> NamesIn(IEnumerable<object?[]> rows) => rows.Select(row => (string)row[0]!);

    private static bool Same((string[] Keys, string Action) a, (string[] Keys, string Action) b) => a.Action == b.Action && a.Keys.SequenceEqual(b.Keys);

    // What the fixtures before have left would be their records' history.
    private async Task<LocalStack> EmptyStackAsync()
    {
        var connection = app.Stack.StorageConnectionString;
        foreach (var table in (TableClient[])[new(connection, StorageNames.EventsTable), new(connection, StorageNames.IndexTable)])
        {
            await foreach (var row in table.QueryAsync<TableEntity>(select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)]))
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey);
            }
        }

        var records = new BlobContainerClient(connection, StorageNames.RecordsContainer);
        await foreach (var blob in records.GetBlobsAsync())
        {
            await records.DeleteBlobAsync(blob.Name);
        }

        return app.Stack;
    }

    // The record as the webhook has it, and where it has only an id, one with that.
    private static string? Serve(LocalStack stack, string fixture, string resource, string recordId)
    {
        using var body = JsonDocument.Parse(FixtureFiles.Read(fixture));
        if (!long.TryParse(recordId, out _) || fixture.Contains("delete", StringComparison.Ordinal))
        {
            return null;
        }

        var record = body.RootElement.TryGetProperty(resource, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner.GetRawText() : $$"""{"id":{{recordId}}}""";
        stack.Simulator.Put(resource, Encoding.UTF8.GetBytes(record), announce: false);
        return record;
    }

    private static string Tombstone(string recordId) => $$"""{"id":{{recordId}},"deleted":true}""";

    private static async Task<HttpResponseMessage> PostAsync(LocalStack stack, string fixture)
    {
        using var client = new HttpClient();
        using var content = new ByteArrayContent(FixtureFiles.Read(fixture));
        return await client.PostAsync(stack.WebhookUrl, content);
    }

    private static Task<TableEntity> EventuallyDoneAsync(LocalStack stack) => Eventually.GivesAsync(
        async () => Assert.Single(await RowsAsync(stack, StorageNames.EventsTable, "RowKey ge 'event.' and RowKey lt 'event/'")),
        row => row.GetString("State") is "Completed" or "DeadLettered");

    private static async Task<List<TableEntity>> RowsAsync(LocalStack stack, string table, string filter) =>
        await new TableClient(stack.StorageConnectionString, table).QueryAsync<TableEntity>(filter).ToListAsync();

    private static async Task<string?> ArchivedAsync(LocalStack stack, string resource, string recordId)
    {
        var blob = new BlobContainerClient(stack.StorageConnectionString, StorageNames.RecordsContainer).GetBlobClient(BlobRecordArchive.NameOf(resource, recordId));
        return await blob.ExistsAsync() ? (await blob.DownloadContentAsync()).Value.Content.ToString() : null;
    }
}
