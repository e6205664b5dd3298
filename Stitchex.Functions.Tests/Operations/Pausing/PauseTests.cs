using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Pausing;

public sealed class PauseTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private PauseOperations Pause => App.Services.GetRequiredService<PauseOperations>();

    [Fact]
    public async Task Pause_IsShown_UntilProcessingGoesOn()
    {
        Assert.Null((await GetAsync())["paused"]);

        Json(await Pause.PauseAsync(Body("""{"reason":"the ERP is away"}"""), "key night", CancellationToken.None));
        Assert.Equal("the ERP is away", (string)(await GetAsync())["paused"]!["reason"]!);
        Assert.Equal("key night", (string)(await GetAsync())["paused"]!["by"]!);
        Assert.EndsWith("Z", (string)(await GetAsync())["paused"]!["since"]!, StringComparison.Ordinal);
        Assert.Equal("the ERP is away", (string)Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None))["paused"]!["reason"]!);

        Assert.Null(Json(await Pause.ResumeAsync("key night", CancellationToken.None))["paused"]);
        Assert.Null((await GetAsync())["paused"]);
        Assert.Null(Json(await Pause.ResumeAsync("key night", CancellationToken.None))["paused"]);
    }

    [Fact]
    public async Task PausedApp_ProcessesNothing()
    {
        Json(await Pause.PauseAsync(Body("""{"reason":"x"}"""), "key night", CancellationToken.None));
        await App.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""");

        await App.ProcessAllAsync();

        Assert.Equal("Received", (await App.OnlyEventRowAsync()).GetString("State"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":""}""")]
    [InlineData("why")]
    public async Task PauseWithoutAReason_IsRefused(string body)
    {
        Assert.Contains("reason", Problem(await Pause.PauseAsync(Body(body), "key night", CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Null((await GetAsync())["paused"]);
    }

    private async Task<JsonNode> GetAsync() => Json(await Pause.GetAsync(CancellationToken.None));
}
