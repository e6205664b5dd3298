using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.Hosting.Samples;

public sealed class StartupTimer(Probe probe)
{
    [Function("OnStartup")]
    public Task RunAsync([TimerTrigger("1.00:00:00", RunOnStartup = true, UseMonitor = false)] TimerInfo timer) =>
        probe.CallAsync($"{timer.IsPastDue} {timer.ScheduleStatus is null}");
}
