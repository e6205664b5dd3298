namespace Microsoft.Azure.Functions.Worker;

/// <summary>When a timer ran and will run.</summary>
public class ScheduleStatus
{
    /// <summary>Gets or sets when it ran last.</summary>
    public DateTime Last { get; set; }

    /// <summary>Gets or sets when it is due next.</summary>
    public DateTime Next { get; set; }

    /// <summary>Gets or sets when these values were last changed.</summary>
    public DateTime LastUpdated { get; set; }
}
