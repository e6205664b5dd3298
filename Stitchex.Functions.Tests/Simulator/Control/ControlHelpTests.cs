using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Control;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Control;

/// <summary>The help that a person gets.</summary>
public sealed class ControlHelpTests : SimulatorTest
{
    [Fact]
    public async Task Control_ResponsesTheHelp()
    {
        Assert.Equal(ControlHelp.Text, await Http.GetStringAsync("/control"));
    }

    [Fact]
    public async Task EveryEndpoint_IsInTheHelp()
    {
        await using var server = SimulatorServer.Build(new(), TimeProvider.System, NullLoggerFactory.Instance);

        var paths = ((IEndpointRouteBuilder)server).DataSources
            .SelectMany(source => source.Endpoints.OfType<RouteEndpoint>())
            .Select(endpoint => endpoint.RoutePattern.RawText!.Replace(":int", "", StringComparison.Ordinal))
            .Where(path => path.StartsWith("/control/", StringComparison.Ordinal));

        Assert.All(paths, path => Assert.Contains($" {path}", ControlHelp.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryFaultAndShape_IsInTheHelp()
    {
        var names = Enum.GetNames<FaultKind>().Concat(Enum.GetNames<WebhookBodyShape>());

        Assert.All(names, name => Assert.Contains(name, ControlHelp.Text, StringComparison.Ordinal));
    }
}
