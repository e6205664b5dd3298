namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Where webhooks go, and how badly they behave on the way.</summary>
internal sealed record WebhookOptions
{
    /// <summary>Gets the receiver's URL with its key. The default value is null: no webhook is set up, and nothing is sent.</summary>
    public Uri? Target { get; init; }

    /// <summary>Gets the shapes that bodies are drawn from, each as often as it is listed.</summary>
    public IReadOnlyList<WebhookBodyShape> Shapes { get; init; } = [WebhookBodyShape.Full];

    /// <summary>Gets how long a response may take. The default value is 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how many requests may be under way at once. The default value is 16.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>Gets the waits between attempts; the last one repeats.</summary>
    public IReadOnlyList<TimeSpan> RetryIntervals { get; init; } =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
    ];

    /// <summary>Gets how long an event is retried before it is lost. The default value is 48 hours.</summary>
    public TimeSpan RetryWindow { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Gets what the waits and <see cref="RetryWindow"/> are multiplied by: 0.001 makes seconds of a long night.</summary>
    public double RetryScale { get; init; } = 1;

    /// <summary>Gets the share of events that are sent once more though nothing was wrong.</summary>
    public double DuplicateShare { get; init; }

    public TimeSpan DuplicateDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets the share of events that are held back for a while, so that later ones overtake them.</summary>
    public double HoldBackShare { get; init; }

    public TimeSpan LongestHoldBack { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the interval at which everything that has gathered goes out at once. The default value is zero: no bursts.</summary>
    public TimeSpan BurstInterval { get; init; }

    /// <summary>Gets until when no change that is made is told of. The default value is null: all are.</summary>
    /// <remarks>What happened before, and waits for a retry, is sent all the same.</remarks>
    public DateTimeOffset? DroppedUntil { get; init; }
}
