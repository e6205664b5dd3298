using System.Net.Security;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging.EventGrid;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Destinations;

/// <summary>Publishes events to a topic of Event Grid that takes CloudEvents 1.0.</summary>
internal sealed class EventGridClient : IDestinationClient
{
    private readonly EventGridPublisherClient _client;

    /// <summary>Makes the client.</summary>
    /// <param name="options">The destination's settings.</param>
    /// <param name="credential">Gives the app's identity.</param>
    /// <param name="trust">Which certificates are trusted; null for those that the system trusts.</param>
    public EventGridClient(DestinationOptions options, Func<TokenCredential> credential, SslClientAuthenticationOptions? trust)
    {
        // The queue brings an event again; what is tried here takes a function's time.
        var limits = new EventGridPublisherClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(500), NetworkTimeout = options.Timeout } };
        if (trust is not null)
        {
            limits.Transport = new HttpClientTransport(new HttpClient(new SocketsHttpHandler { SslOptions = trust }));
        }

        var endpoint = new Uri(options.Address!);
        _client = string.IsNullOrEmpty(options.Key)
            ? new EventGridPublisherClient(endpoint, credential(), limits)
            : new EventGridPublisherClient(endpoint, new AzureKeyCredential(options.Key), limits);
    }

    /// <inheritdoc/>
    public int MaxBytes => 1_000_000;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        byte[] batch = [(byte)'[', .. outgoing.Body.Span, (byte)']'];
        await _client.SendEncodedCloudEventsAsync(batch, cancellationToken);
        return new SendResult.Accepted();
    }
}
