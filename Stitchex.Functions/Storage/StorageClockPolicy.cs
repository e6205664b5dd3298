using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Functions.Storage;

/// <summary>Lets the <see cref="StorageClock"/> learn from each response of storage.</summary>
internal sealed class StorageClockPolicy(StorageClock clock) : HttpPipelineSynchronousPolicy
{
    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) => message.SetProperty(typeof(SentAt), new SentAt(clock.MachineNow));

    /// <inheritdoc/>
    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.HasResponse && message.Response.Headers.Date is { } date && message.TryGetProperty(typeof(SentAt), out var sent) && sent is SentAt(var at))
        {
            clock.Learn(date, at);
        }
    }

    private sealed record SentAt(DateTimeOffset At);
}
