namespace Stitchex.Local.Hosting.Worker;

/// <summary>When a worker process that has ended is started again.</summary>
internal sealed record WorkerRestartPolicy
{
    /// <summary>Gets how often the process may end within <see cref="Window"/>; then the host ends, too. The default value is the real host's 3.</summary>
    public int MaxExits { get; init; } = 3;

    /// <summary>Gets the time in which ends are counted. The default value is the real host's 30 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets the wait after the second end in <see cref="Window"/>; it doubles with each further one. The first has none.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts the process again at once, however often it ends: for a process that is killed on purpose.</summary>
    public static WorkerRestartPolicy Always { get; } = new() { MaxExits = int.MaxValue, Delay = TimeSpan.Zero };

    /// <summary>Gets the wait before the next start.</summary>
    /// <param name="exits">How often the process ended within <see cref="Window"/>.</param>
    public TimeSpan DelayAfter(int exits)
    {
        var doublings = Math.Min(exits - 2, 30);
        return doublings < 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(Delay.Ticks << doublings, MaxDelay.Ticks));
    }
}
