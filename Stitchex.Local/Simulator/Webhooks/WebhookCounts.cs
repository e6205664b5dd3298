namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>What the sender did up to a moment.</summary>
internal sealed record WebhookCounts
{
    /// <summary>Gets how many events there were to tell of.</summary>
    public long Events { get; init; }

    /// <summary>Gets how many events were not sent because no webhook was set up.</summary>
    public long WithoutTarget { get; init; }

    /// <summary>Gets how many events were never sent because webhooks were dropped.</summary>
    public long Dropped { get; init; }

    /// <summary>Gets how many requests ended, repeats of all kinds included.</summary>
    public long Sent => Responses.Values.Sum();

    /// <summary>Gets how many requests were second and later attempts.</summary>
    public long Retried { get; init; }

    /// <summary>Gets how many requests repeated an event for no reason.</summary>
    public long Duplicated { get; init; }

    /// <summary>Gets how many events were dead-lettered.</summary>
    public long Lost { get; init; }

    /// <summary>Gets how many deliveries are not over: under way, held back, or to be retried.</summary>
    public long Waiting { get; init; }

    /// <summary>Gets the responses, each with how often it came.</summary>
    public IReadOnlyDictionary<string, long> Responses { get; init; } = new Dictionary<string, long>();

    public long Accepted => CountOf(202);

    public long Duplicates => CountOf(200);

    public long Rejected => Responses.Where(response => response.Key.StartsWith('4')).Sum(response => response.Value);

    /// <summary>Gets how many requests met a fault of the receiver: a 5xx, a time-out, no connection.</summary>
    public long Failed =>
        Responses.Where(response => !char.IsDigit(response.Key[0]) || response.Key.StartsWith('5')).Sum(response => response.Value);

    public long CountOf(int status) => Responses.GetValueOrDefault($"{status}");
}
