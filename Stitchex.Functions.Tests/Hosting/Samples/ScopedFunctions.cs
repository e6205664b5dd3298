using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Stitchex.Functions.Tests.Hosting.Samples;

/// <summary>Shows which service it got, in its constructor and through the context.</summary>
public sealed class ScopedFunctions(Probe probe, ScopedFunctions.Service service)
{
    [Function("Scoped")]
    public void Run([TimerTrigger("1.00:00:00", UseMonitor = false)] TimerInfo timer, FunctionContext context)
    {
        var same = ReferenceEquals(service, context.InstanceServices.GetRequiredService<Service>());
        probe.Calls.Enqueue($"{service.Id} {same} {service.IsDisposed} {timer.IsPastDue}");
        probe.Behaviour = (_, _) => Task.FromResult(service.IsDisposed);
    }

    public sealed class Service : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
