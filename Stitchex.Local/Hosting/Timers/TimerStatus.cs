namespace Stitchex.Local.Hosting.Timers;

/// <summary>When a timer ran and is due.</summary>
internal sealed record TimerStatus
{
    /// <summary>Gets when it ran last; the default value if it never did.</summary>
    public DateTime Last { get; init; }

    /// <summary>Gets when it is due.</summary>
    public DateTime Next { get; init; }

    /// <summary>Gets when this was written.</summary>
    public DateTime LastUpdated { get; init; }
}
