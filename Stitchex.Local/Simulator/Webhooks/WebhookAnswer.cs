namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>What became of one attempt: an HTTP status, or why there is none.</summary>
internal readonly record struct WebhookAnswer(int Status)
{
    /// <summary>No answer came in time.</summary>
    public static readonly WebhookAnswer TimedOut = new(-1);

    /// <summary>There was no connection, or it broke.</summary>
    public static readonly WebhookAnswer Unreachable = new(0);

    public bool IsSuccess => Status is >= 200 and < 300;

    public override string ToString() => Status switch
    {
        -1 => "timed out",
        0 => "unreachable",
        _ => $"{Status}",
    };
}
