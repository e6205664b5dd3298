using Stitchex.Local.Hosting.Timers;

namespace Stitchex.Local.Hosting.Invocation;

/// <summary>The clock starts the function.</summary>
/// <param name="Schedule">When.</param>
/// <param name="RunOnStartup">Whether it also runs when the host starts.</param>
/// <param name="MonitorConnectionString">The account to remember runs in, so that a missed one is noticed; none if not wanted.</param>
internal sealed record TimerTrigger(TimerSchedule Schedule, bool RunOnStartup, string? MonitorConnectionString) : FunctionTrigger;
