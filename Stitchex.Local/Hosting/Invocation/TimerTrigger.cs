using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>The clock starts the function.</summary>
/// <param name="Schedule">When.</param>
/// <param name="RunOnStartup">Whether it also runs when the host starts.</param>
/// <param name="UseMonitor">Whether the host notices that a run was missed.</param>
internal sealed record TimerTrigger(TimerSchedule Schedule, bool RunOnStartup, bool UseMonitor) : FunctionTrigger;
