using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function on a schedule.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Initializes a new instance of the <see cref="TimerTriggerAttribute"/> class.</summary>
    /// <param name="schedule">An NCRONTAB expression, a <see cref="TimeSpan"/>, or <c>%setting%</c>.</param>
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>Gets the schedule.</summary>
    public string Schedule { get; private set; }

    /// <summary>Gets or sets a value indicating whether the host notices a missed run. The default is <see langword="true"/>.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
