using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.Hosting.Samples;

public sealed class QueueFunctions(Probe probe)
{
    [Function("ProcessSample")]
    public Task ProcessAsync(
        [QueueTrigger("%SampleQueue%", Connection = "SampleStorage")] string message,
        CancellationToken cancellationToken) =>
        probe.CallAsync(message, cancellationToken);
}
