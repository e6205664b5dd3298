namespace Stitchex.Functions.Tests.Hosting;

/// <summary>A test with a functions host that ends after it.</summary>
public abstract class HostTest : IAsyncLifetime
{
    private protected HostTest(TestHost host) => Host = host;

    /// <summary>Gets the host, which the test starts.</summary>
    private protected TestHost Host { get; }

    /// <inheritdoc/>
    public virtual Task InitializeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Host.DisposeAsync();
}
