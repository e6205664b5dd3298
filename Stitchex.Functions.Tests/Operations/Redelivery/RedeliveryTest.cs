using Azure.Data.Tables;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Redelivery;

/// <summary>An app that has delivered records, and redeliveries of them.</summary>
public abstract class RedeliveryTest(AzuriteFixture azurite) : JobTest(azurite)
{
    /// <summary>Has a record stand as one that was delivered.</summary>
    internal async Task StoreRecordAsync(string partitionKey, Action<TableEntity>? change = null)
    {
        var row = new TableEntity(partitionKey, "record")
        {
            ["Hash"] = new string('a', 64),
            ["ChangeCount"] = 1,
            ["FetchedAt"] = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        };
        change?.Invoke(row);
        await App.Events.AddEntityAsync(row);
    }

    /// <summary>The rows of redeliveries.</summary>
    internal async Task<IReadOnlyList<TableEntity>> RedeliveriesAsync() =>
        [.. (await App.EventRowsAsync()).Where(row => row.GetString("Action") == "redeliver")];
}
