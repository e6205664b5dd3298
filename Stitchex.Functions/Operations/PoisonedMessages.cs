using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>Brings back what the host gave up: it moves a message to the poison queue after five tries that ended with the process, or while storage was unavailable.</summary>
public sealed partial class PoisonedMessages
{
    private readonly EventQueue _queue;
    private readonly TimeSpan _delay;
    private readonly ILogger<PoisonedMessages> _logger;

    internal PoisonedMessages(EventStorage storage, IOptions<ProcessingOptions> options, ILogger<PoisonedMessages> logger)
    {
        _queue = storage.Queue;
        _delay = options.Value.PoisonRetryDelay;
        _logger = logger;
    }

    /// <summary>Puts a message back into its queue, delayed, whatever it says: what cannot be read is the processor's to judge.</summary>
    /// <param name="text">The message.</param>
    /// <returns>A task that ends when the message is stored.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable; the host brings the message again.</exception>
    public async Task ReturnAsync(string text)
    {
        // Spread over as long again: what was poisoned together by an outage must not come back at once.
        await _queue.SendAsync(text, _delay * (1 + Random.Shared.NextDouble()), CancellationToken.None);
        Log.Returned(_logger, text.Length);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 400, EventName = "PoisonReturned", Level = LogLevel.Warning, Message = "A message of {Length} characters was moved to the poison queue by the host; it will be retried.")]
        public static partial void Returned(ILogger logger, int length);
    }
}
