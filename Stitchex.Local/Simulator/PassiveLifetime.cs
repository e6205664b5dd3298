using Microsoft.Extensions.Hosting;

namespace Stitchex.Local.Simulator;

/// <summary>Leaves Ctrl+C and other signals to the program that the simulator is a part of.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
