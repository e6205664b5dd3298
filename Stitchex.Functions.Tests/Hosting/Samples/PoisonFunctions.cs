using Microsoft.Azure.Functions.Worker;

namespace Stitchex.Functions.Tests.Hosting.Samples;

public sealed class PoisonFunctions(Probe probe)
{
    [Function("ReturnSample")]
    public Task ReturnAsync([QueueTrigger("samples-poison", Connection = "SampleStorage")] string message) => probe.CallAsync(message);
}
