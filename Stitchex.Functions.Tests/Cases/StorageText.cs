using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Stitchex.Functions.Api;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>All that an account holds, as text: each table's rows, each blob with its metadata, each message.</summary>
internal static class StorageText
{
    public static async Task<IReadOnlyList<string>> ReadAsync(string connectionString)
    {
        List<string> all = [];
        var tables = new TableServiceClient(connectionString);
        await foreach (var table in tables.QueryAsync())
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                all.Add($"{table.Name} {string.Join(' ', row.Select(column => $"{column.Key}={TextOf(column.Value)}"))}");
            }
        }

        var blobs = new BlobServiceClient(connectionString);
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            var client = blobs.GetBlobContainerClient(container.Name);
            await foreach (var blob in client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.All, prefix: null, CancellationToken.None))
            {
                var content = (await client.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
                var metadata = string.Join(' ', blob.Metadata.Select(pair => $"{pair.Key}={pair.Value}"));
                all.Add($"{container.Name} {blob.Name} {metadata} {TextOf(content)}");
            }
        }

        var queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await foreach (var queue in queues.GetQueuesAsync())
        {
            var messages = (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value;
            all.AddRange(messages.Select(message => $"{queue.Name} {message.Body}"));
        }

        return all;
    }

    // A body may be packed by Stitchex, and by the row that keeps it.
    private static string TextOf(object? value) => value switch
    {
        byte[] bytes when BodyEncoding.IsGzip(bytes) => TextOf(EventBody.Decompress(bytes).ToArray()),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => $"{value}",
    };
}
