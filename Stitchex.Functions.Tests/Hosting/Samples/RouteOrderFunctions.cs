using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Functions.Tests.Hosting.Samples;

/// <summary>Two functions whose routes both match some paths.</summary>
public sealed class RouteOrderFunctions(Probe probe)
{
    [Function("B")]
    public void Special([HttpTrigger(AuthorizationLevel.Anonymous, Route = "things/special")] HttpRequestData request) =>
        probe.Calls.Enqueue($"B {request.Method}");

    [Function("A")]
    public void Any([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id}")] HttpRequestData request, string id) =>
        probe.Calls.Enqueue($"A {request.Method} {id}");
}
