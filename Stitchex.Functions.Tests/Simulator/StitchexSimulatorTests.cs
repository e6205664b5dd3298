using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Simulator;

/// <summary>Starting and stopping.</summary>
public sealed class StitchexSimulatorTests
{
    [Fact]
    public async Task SecondStart_Throws()
    {
        await using var simulator = new StitchexSimulator(TimeProvider.System);
        await simulator.StartAsync(new(), CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => simulator.StartAsync(new(), CancellationToken.None));
    }

    [Fact]
    public async Task UseBeforeStart_Throws()
    {
        await using var simulator = new StitchexSimulator(TimeProvider.System);

        Assert.Throws<InvalidOperationException>(() => simulator.Create("product"));
    }

    [Fact]
    public async Task GivenPort_IsListenedOn()
    {
        await using var first = new StitchexSimulator(TimeProvider.System);
        await first.StartAsync(new(), CancellationToken.None);
        var port = first.BaseAddress.Port;
        await first.DisposeAsync();

        await using var second = new StitchexSimulator(TimeProvider.System);
        await second.StartAsync(new() { Port = port }, CancellationToken.None);

        Assert.Equal(port, second.BaseAddress.Port);
    }
}
