using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Storage;

/// <summary>Creates in an emulator what the infrastructure creates in Azure: the tables, queues and the container that the app uses.</summary>
internal static class StorageSetup
{
    /// <summary>Creates what is missing.</summary>
    public static async Task CreateAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        // An emulator is there at once, or not at all.
        var tables = new TableServiceClient(connectionString, new TableClientOptions { Retry = { MaxRetries = 0 } });
        var queues = new QueueServiceClient(connectionString, new QueueClientOptions { Retry = { MaxRetries = 0 } });
        var records = new BlobContainerClient(connectionString, StorageNames.RecordsContainer, new BlobClientOptions { Retry = { MaxRetries = 0 } });
        await Task.WhenAll(
            tables.CreateTableIfNotExistsAsync(StorageNames.EventsTable, cancellationToken),
            tables.CreateTableIfNotExistsAsync(StorageNames.IndexTable, cancellationToken),
            queues.GetQueueClient(StorageNames.EventsQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            queues.GetQueueClient(StorageNames.PoisonQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            queues.GetQueueClient(StorageNames.JobsQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            queues.GetQueueClient(StorageNames.JobsPoisonQueue).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
            records.CreateIfNotExistsAsync(cancellationToken: cancellationToken));
    }
}
