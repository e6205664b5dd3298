using Azure.Core;
using Azure.Core.Pipeline;

namespace Stitchex.Local.Chaos;

/// <summary>Counts the requests that the app makes to storage, each try. What the host asks its queues is not among them.</summary>
internal sealed class StorageRequestCount : HttpPipelineSynchronousPolicy
{
    private long _value;

    /// <summary>Gets how many there were so far.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _value);
}
