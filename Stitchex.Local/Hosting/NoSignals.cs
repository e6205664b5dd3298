using Microsoft.Extensions.Hosting;

namespace Stitchex.Local.Hosting;

/// <summary>Leaves signals such as Ctrl+C to the program: a <see cref="FunctionsHost"/> ends when it is told to.</summary>
internal sealed class NoSignals : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
