namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>What became of one attempt: an HTTP status, or why there is none.</summary>
internal readonly record struct WebhookResult(int Status)
{
    /// <summary>No response came in time.</summary>
    public static readonly WebhookResult TimedOut = new(-1);

    /// <summary>There was no connection, or it broke.</summary>
    public static readonly WebhookResult Unreachable = new(0);

    public bool IsSuccess => Status is >= 200 and < 300;

    public override string ToString() => Status switch
    {
        -1 => "timed out",
        0 => "unreachable",
        _ => $"{Status}",
    };
}
