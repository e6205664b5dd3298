using System.Text;
using Azure.Core;
using Azure.Messaging.ServiceBus;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Sdk = Azure.Messaging.ServiceBus;

namespace Stitchex.Functions.Destinations;

/// <summary>
/// Sends events to a queue or topic of Service Bus: the change's id is the message's, so that duplicates are detected, and the record is the
/// session, so that order is kept.
/// </summary>
internal sealed class ServiceBusClient : IDestinationClient, IAsyncDisposable
{
    private const int MaxIdLength = 128;

    private readonly Sdk.ServiceBusClient _client;
    private readonly ServiceBusSender _sender;

    /// <summary>Makes the client. It connects with the first event.</summary>
    /// <param name="options">The destination's settings.</param>
    /// <param name="credential">Gives the app's identity.</param>
    public ServiceBusClient(DestinationOptions options, Func<TokenCredential> credential)
    {
        // The queue brings an event again; what is tried here takes a function's time.
        var limits = new ServiceBusClientOptions { RetryOptions = { MaxRetries = 1, TryTimeout = options.Timeout } };
        _client = string.IsNullOrEmpty(options.ConnectionString)
            ? new Sdk.ServiceBusClient(options.Address, credential(), limits)
            : new Sdk.ServiceBusClient(options.ConnectionString, limits);
        _sender = _client.CreateSender(options.Queue);
    }

    /// <inheritdoc/>
    /// <remarks>The standard tier takes 256 KB, with what surrounds the body.</remarks>
    public int MaxBytes => 240 * 1024;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        var message = new ServiceBusMessage(BinaryData.FromBytes(outgoing.Body))
        {
            ContentType = OutgoingEvent.ContentType,
            MessageId = Shortened(outgoing.Id),
            SessionId = Shortened(outgoing.Subject),
            Subject = outgoing.Type,
        };
        try
        {
            await _sender.SendMessageAsync(message, cancellationToken);
            return new SendResult.Accepted();
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.MessageSizeExceeded)
        {
            return new SendResult.Rejected($"the message is too large: {e.Reason}");
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.ServiceBusy or ServiceBusFailureReason.QuotaExceeded)
        {
            return new SendResult.Later($"it is busy or full: {e.Reason}", TimeSpan.Zero);
        }
        catch (ServiceBusException e) when (e.Reason == ServiceBusFailureReason.ServiceCommunicationProblem)
        {
            return new SendResult.Failed($"{nameof(ServiceBusException)}: {e.Message}", IsUnreachable: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        await _client.DisposeAsync();
    }

    private static string Shortened(string id) => id.Length <= MaxIdLength ? id : KeyPart.Hash(Encoding.UTF8.GetBytes(id));
}
