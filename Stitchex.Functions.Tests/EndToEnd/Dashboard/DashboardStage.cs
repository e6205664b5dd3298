using System.Text;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>An app in which everything has happened that the dashboard can show.</summary>
internal sealed class DashboardStage(LocalStack stack)
{
    private static readonly string[] Resources = ["sales_order", "pick_ticket", "product", "customer", "payment"];

    // As a brand's day goes: little at night, most before noon.
    private static readonly int[] EventsByHour = [9, 6, 4, 3, 3, 5, 14, 38, 71, 96, 112, 104, 81, 88, 97, 83, 66, 47, 35, 28, 24, 19, 15, 12];

    private readonly TableClient _events = new(stack.StorageConnectionString, StorageNames.EventsTable);
    private readonly TableClient _index = new(stack.StorageConnectionString, StorageNames.IndexTable);

    /// <summary>Gets an event that was dead-lettered.</summary>
    public string DeadLetteredEvent { get; private set; } = "";

    /// <summary>Gets a record with several events, as it stands in an address.</summary>
    public string ChangedRecord { get; private set; } = "";

    /// <summary>Plays it all.</summary>
    public async Task SetAsync()
    {
        await FillTheDayAsync();
        foreach (var resource in Resources)
        {
            stack.Simulator.Create(resource);
        }

        stack.Simulator.Create(
            "credit_note", content => content[DashboardApp.RejectedFor] = "The ERP has no customer for this credit note.");
        var invoice = stack.Simulator.Create("invoice", content => content["notes"] = "Deliver before noon");
        await SettledAsync(Resources.Length + 2);
        await GiveUpInvoicesAsync(invoice.Id);
        await ChangeAProductAsync();
        await BeRefusedAsync();
        stack.Simulator.Faults.Add(FaultRule.Response(503, retryAfter: "600") with { Path = "/agents" });
        stack.Simulator.Create("agent");
        await Eventually.HoldsAsync(async () => (await RowsAsync()).Any(row => row.GetString("State") == "Retrying"));
    }

    // One of them is archived in the version before: the two can be compared.
    private async Task GiveUpInvoicesAsync(string archivedInvoice)
    {
        using var fault = stack.Simulator.Faults.Add(FaultRule.Response(422) with { Path = "/invoices/" });
        stack.Simulator.Update("invoice", archivedInvoice, content => content["notes"] = "Deliver before noon, to the back door");
        stack.Simulator.Create("invoice");
        stack.Simulator.Create("invoice");

        var rows = await SettledAsync(Resources.Length + 5);
        var deadLettered = rows.Single(row => row.PartitionKey == $"invoice.{archivedInvoice}" && row.GetString("State") == "DeadLettered");
        DeadLetteredEvent = $"{deadLettered.PartitionKey}.{deadLettered.RowKey["event.".Length..]}";
    }

    private async Task ChangeAProductAsync()
    {
        var product = stack.Simulator.Create("product", content => content["name"] = "Linen shirt");
        await SettledAsync(Resources.Length + 6);
        stack.Simulator.Update("product", product.Id, content => content["name"] = "Linen shirt, long");
        await SettledAsync(Resources.Length + 7);
        ChangedRecord = $"product/{product.Id}";
    }

    private async Task BeRefusedAsync()
    {
        using var client = new HttpClient();
        using var content = new StringContent("<html><body>502 Bad Gateway</body></html>", Encoding.UTF8, "text/html");
        using var response = await client.PostAsync(stack.WebhookUrl, content);
    }

    // IndexEntries alone: that is what is counted, and what they led to may have been purged.
    private async Task FillTheDayAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var indexEntries = Enumerable.Range(1, 23).SelectMany(hoursAgo => Enumerable.Range(0, EventsByHour[now.AddHours(-hoursAgo).Hour]).Select(number =>
        {
            var receivedAt = now.AddHours(-hoursAgo).AddSeconds(-number);
            var id = StitchexEventId.TryParse($"product.{number}.update.{Guid.NewGuid():N}", out var parsed) ? parsed : throw new InvalidOperationException();
            return new TableEntity($"{receivedAt:yyyy-MM-dd}", new IndexEntry(id, receivedAt, "product_update", "product", $"{number}", "update").RowKey);
        }));
        foreach (var batch in indexEntries.GroupBy(indexEntry => indexEntry.PartitionKey).SelectMany(day => day.Chunk(100)))
        {
            await _index.SubmitTransactionAsync(
                batch.Select(indexEntry => new TableTransactionAction(TableTransactionActionType.Add, indexEntry)));
        }
    }

    private Task<List<TableEntity>> SettledAsync(int count) =>
        Eventually.GivesAsync(
            RowsAsync, rows => rows.Count == count && rows.All(row => row.GetString("State") is "Completed" or "DeadLettered"));

    private async Task<List<TableEntity>> RowsAsync() =>
        await _events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").ToListAsync();
}
