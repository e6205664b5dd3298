namespace Stitchex.Local.Hosting;

/// <summary>The section <c>extensions.queues</c> of host.json, with the host's defaults.</summary>
internal sealed record QueueSettings
{
    private static readonly TimeSpan ShortestPollingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets how many messages are taken at once.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Gets at how many messages under way the next are taken. The default is half a batch for each processor.</summary>
    public int? NewBatchThreshold { get; init; }

    /// <summary>Gets how often a message is tried before it goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>Gets for how long a message whose processing failed stays invisible.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>Gets the longest time between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how the body of a message is encoded.</summary>
    public MessageEncoding MessageEncoding { get; init; } = MessageEncoding.Base64;

    /// <summary>Gets <see cref="NewBatchThreshold"/> or its default.</summary>
    public int EffectiveNewBatchThreshold => NewBatchThreshold ?? BatchSize / 2 * Environment.ProcessorCount;

    /// <summary>Lists what the real host would refuse.</summary>
    public IEnumerable<string> FindFaults()
    {
        if (BatchSize is < 1 or > 32)
        {
            yield return $"host.json: extensions.queues.batchSize is {BatchSize}; storage gives from 1 to 32 messages at once.";
        }

        if (NewBatchThreshold < 0)
        {
            yield return $"host.json: extensions.queues.newBatchThreshold is {NewBatchThreshold}; it must not be negative.";
        }

        if (MaxDequeueCount < 1)
        {
            yield return $"host.json: extensions.queues.maxDequeueCount is {MaxDequeueCount}; it must be at least 1.";
        }

        if (MaxPollingInterval < ShortestPollingInterval)
        {
            yield return
                $"host.json: extensions.queues.maxPollingInterval is {MaxPollingInterval}; it must be at least {ShortestPollingInterval}.";
        }
    }
}
