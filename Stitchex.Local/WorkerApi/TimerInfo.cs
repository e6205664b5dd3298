namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer knows about its run.</summary>
public class TimerInfo
{
    /// <summary>Gets or sets when the timer ran and will run; <see langword="null"/> if the host does not remember it.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Gets or sets a value indicating whether this run is late, because nothing ran when it was due.</summary>
    public bool IsPastDue { get; set; }
}
