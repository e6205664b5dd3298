using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stitchex.Functions.Benchmarks.Processing;
using Stitchex.Functions.Composition;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>The app's services in this process, without a functions host, on storage in memory and an API that responds steadily.</summary>
internal static class MemoryStack
{
    /// <summary>Options for tables that are kept in that storage.</summary>
    public static TableClientOptions TableOptions(MemoryStorage storage)
    {
        var options = new TableClientOptions();
        options.AddPolicy(storage, HttpPipelinePosition.BeforeTransport);
        return options;
    }

    /// <summary>The queue of events in that storage.</summary>
    public static QueueClient EventsQueue(MemoryStorage storage)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };
        options.AddPolicy(storage, HttpPipelinePosition.BeforeTransport);
        return new QueueClient(MemoryStorage.ConnectionString, StorageNames.EventsQueue, options);
    }

    /// <summary>Makes the app's services. Nothing is started, and nothing in them needs to be.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="api">The API.</param>
    /// <param name="configure">Adds what a command needs.</param>
    public static IHost Create(MemoryStorage storage, FixedLatencyApi api, Action<IServiceCollection> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [StorageNames.Connection] = MemoryStorage.ConnectionString,
            ["Stitchex:Api:BaseAddress"] = $"{api.BaseAddress}",
            ["Stitchex:Api:AccessToken"] = "token",
            ["Stitchex:Api:OrganisationId"] = "9579",

            // What is looked for is what the app can do, not what Stitchex allows.
            ["Stitchex:Api:RequestsPerMinute"] = "100000",
        });
        builder.AddStitchexReceiver();
        builder.Services.AddSingleton<HttpPipelinePolicy>(storage);
        configure(builder.Services);
        return builder.Build();
    }
}
