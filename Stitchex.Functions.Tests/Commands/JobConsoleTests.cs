using Microsoft.AspNetCore.Http;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Local.Operator;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>A backfill that a terminal follows.</summary>
public sealed class JobConsoleTests
{
    private const string Running = """
        {"id":"1","status":"Running","matched":0,"backfill":{"lists":[{"resource":"invoice","state":"Running","listed":0,"matched":0}]}}
        """;

    [Fact]
    public async Task DeploymentThatDoesNotRespondForAMoment_IsAskedAgain()
    {
        var time = new WatchedClock(TimeProvider.System.GetUtcNow());
        await using var deployment = await HookServer.StartAsync(HookServer.Reserve());
        using var client = new OperatorClient(deployment.Address, "key");
        using var output = new StringWriter();
        var asked = 0;
        deployment.Response = context =>
        {
            context.Response.StatusCode = ++asked == 2 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
            return context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("outcome", StringComparison.Ordinal)
                ? """{"of":0,"done":0,"groups":[]}"""
                : Running.Replace("Running", asked < 3 ? "Running" : "Completed", StringComparison.Ordinal));
        };

        var following = new JobConsole(OperatorCommands.ConsoleTo(output), client, time).RunAsync(new BackfillRequest { Resources = ["*"] }, CancellationToken.None);
        await time.PassAsync(TimeSpan.FromSeconds(2));
        await time.PassAsync(TimeSpan.FromSeconds(2));

        Assert.True(await following);
        Assert.Contains("time left not known", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("It is asked again until it responds.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The deployment responds again.", output.ToString(), StringComparison.Ordinal);
    }
}
