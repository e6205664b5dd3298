using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Stitchex.Functions.Events;

namespace Stitchex.Local.Storage;

/// <summary>Creates in an emulator what the infrastructure creates in Azure: the tables, queues and the container that the app uses.</summary>
internal static class StorageSetup
{
    /// <summary>Creates what is missing.</summary>
    public static async Task CreateAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        var tables = new TableServiceClient(connectionString);
        var queues = new QueueServiceClient(connectionString);
        await Task.WhenAll(
            tables.CreateTableIfNotExistsAsync(StorageNames.EventsTable, cancellationToken),
            tables.CreateTableIfNotExistsAsync(StorageNames.LogTable, cancellationToken),
            queues.GetQueueClient(StorageNames.EventsQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            queues.GetQueueClient(StorageNames.PoisonQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            new BlobContainerClient(connectionString, StorageNames.RecordsContainer).CreateIfNotExistsAsync(cancellationToken: cancellationToken));
    }
}
