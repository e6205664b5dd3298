using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Storage;

/// <summary>
/// Makes storage clients from the connection that the host uses too: <c>AzureWebJobsStorage</c>, a connection string, or the services' addresses with an identity.
/// Nothing is sent until a client is first used. Policies that are registered as services see each try of every client.
/// </summary>
internal sealed class StorageConnection(IConfiguration configuration, AzureComponentFactory components, IEnumerable<HttpPipelinePolicy> policies)
{
    /// <summary>The names of the settings that hold the services' addresses.</summary>
    public static readonly string[] ServiceUris = ["blobServiceUri", "queueServiceUri", "tableServiceUri"];

    private readonly IConfigurationSection _section = configuration.GetSection(StorageNames.Connection);
    private TokenCredential? _credential;

    /// <summary>Makes a client of all tables.</summary>
    public TableServiceClient Tables(ClientLimits limits)
    {
        var options = Limited(new TableClientOptions(), limits);
        return ConnectionString is { } connection
            ? new TableServiceClient(connection, options)
            : new TableServiceClient(ServiceUri("tableServiceUri"), Credential, options);
    }

    /// <summary>Makes a client of one queue, which takes and gives messages as they are stored.</summary>
    public QueueClient Queue(string name, ClientLimits limits)
    {
        var options = Limited(new QueueClientOptions(), limits);
        return ConnectionString is { } connection
            ? new QueueClient(connection, name, options)
            : new QueueServiceClient(ServiceUri("queueServiceUri"), Credential, options).GetQueueClient(name);
    }

    /// <summary>Makes a client of one container.</summary>
    public BlobContainerClient Container(string name, ClientLimits limits)
    {
        var options = Limited(new BlobClientOptions(), limits);
        return ConnectionString is { } connection
            ? new BlobContainerClient(connection, name, options)
            : new BlobServiceClient(ServiceUri("blobServiceUri"), Credential, options).GetBlobContainerClient(name);
    }

    private string? ConnectionString => _section.Value is { Length: > 0 } connection ? connection : null;

    /// <summary>Gets the identity that storage is used with, for what else it may be used with.</summary>
    public TokenCredential Credential => _credential ??= components.CreateTokenCredential(_section);

    private Uri ServiceUri(string name) => new(_section[name]!);

    private T Limited<T>(T options, ClientLimits limits)
        where T : ClientOptions
    {
        options.Retry.NetworkTimeout = limits.NetworkTimeout;
        options.Retry.MaxRetries = limits.MaxRetries;
        options.Retry.Delay = limits.RetryDelay;
        options.Retry.MaxDelay = limits.RetryDelay * 4;
        foreach (var policy in policies)
        {
            options.AddPolicy(policy, HttpPipelinePosition.BeforeTransport);
        }

        return options;
    }
}
