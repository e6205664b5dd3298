namespace Stitchex.Functions.Storage;

/// <summary>How long a storage client tries.</summary>
/// <param name="NetworkTimeout">How long one try may take.</param>
/// <param name="MaxRetries">How many tries may follow the first.</param>
/// <param name="RetryDelay">The wait before the first of them.</param>
internal sealed record ClientLimits(TimeSpan NetworkTimeout, int MaxRetries, TimeSpan RetryDelay)
{
    /// <summary>While Stitchex waits for a response: a slow one counts as a failure there, so it is better to say soon that storage is unavailable.</summary>
    public static readonly ClientLimits Ingress = new(TimeSpan.FromSeconds(2), 1, TimeSpan.FromMilliseconds(100));

    /// <summary>While nobody waits.</summary>
    public static readonly ClientLimits Processing = new(TimeSpan.FromSeconds(10), 3, TimeSpan.FromMilliseconds(500));
}
