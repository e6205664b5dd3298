using System.Net.Security;
using System.Runtime.CompilerServices;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Destinations;

/// <summary>Makes the clients of destinations. Each has a method of its own, so that the library of another type is not loaded.</summary>
internal static class DestinationClients
{
    /// <summary>Makes the client of a destination.</summary>
    public static IDestinationClient Create(IServiceProvider provider, DestinationOptions options) => options.Type switch
    {
        DestinationType.Webhook => Webhook(provider, options),
        DestinationType.StorageQueue => StorageQueue(provider, options),
        DestinationType.ServiceBus => ServiceBus(provider, options),
        DestinationType.EventGrid => EventGrid(provider, options),
        _ => throw new InvalidOperationException($"Unexpected type of destination: {options.Type}."),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WebhookClient Webhook(IServiceProvider provider, DestinationOptions options) => new(
        WebhookClient.CreateHttp(options, provider.GetService<SslClientAuthenticationOptions>()), options, provider.GetRequiredService<TimeProvider>());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static StorageQueueClient StorageQueue(IServiceProvider provider, DestinationOptions options)
    {
        var limits = new QueueClientOptions
        {
            MessageEncoding = QueueMessageEncoding.Base64,
            Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(500), NetworkTimeout = options.Timeout },
        };
        return new StorageQueueClient(string.IsNullOrEmpty(options.ConnectionString)
            ? new QueueClient(new Uri(options.Address!), provider.GetRequiredService<StorageConnection>().Credential, limits)
            : new QueueClient(options.ConnectionString, options.Queue, limits));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ServiceBusClient ServiceBus(IServiceProvider provider, DestinationOptions options) =>
        new(options, () => provider.GetRequiredService<StorageConnection>().Credential);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EventGridClient EventGrid(IServiceProvider provider, DestinationOptions options) => new(
        options, () => provider.GetRequiredService<StorageConnection>().Credential, provider.GetService<SslClientAuthenticationOptions>());
}
