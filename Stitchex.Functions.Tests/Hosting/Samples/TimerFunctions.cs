using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.Hosting.Samples;

public sealed class TimerFunctions(Probe probe)
{
    [Function("EveryFiveMinutes")]
    public Task EveryFiveMinutesAsync([TimerTrigger("%SampleSchedule%")] TimerInfo timer, CancellationToken cancellationToken) =>
        probe.CallAsync($"due {timer.IsPastDue} {timer.ScheduleStatus?.Next:HH:mm:ss}", cancellationToken);
}
