using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Status;

public sealed class StatusTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task NothingIsWrong()
    {
        var status = await StatusAsync();

        Assert.Equal("Production", (string)status["deployment"]!["environment"]!);
        Assert.Empty(status["obstacles"]!.AsArray());
    }

    [Fact]
    public async Task Pause_IsAnObstacle()
    {
        var pause = App.Services.GetRequiredService<PauseOperations>();
        Json(await pause.PauseAsync(Body("""{"reason":"the ERP is moved"}"""), "key night", CancellationToken.None));

        var obstacle = await OnlyObstacleAsync();

        Assert.Equal(("Paused", "the ERP is moved", "key night"), ((string)obstacle["kind"]!, (string)obstacle["reason"]!, (string)obstacle["by"]!));
        Assert.NotNull((string?)obstacle["since"]);
    }

    [Fact]
    public async Task WhatTheApiRejects_IsAnObstacle_SinceAndUntil()
    {
        await TellAsync(Now.AddHours(-1), Now.AddMinutes(1), Now);

        var obstacle = await OnlyObstacleAsync();

        Assert.Equal(("LoginRejected", "no"), ((string)obstacle["kind"]!, (string)obstacle["reason"]!));
        Assert.Equal((Now.AddHours(-1), Now.AddMinutes(1)), ((DateTimeOffset)obstacle["since"]!, (DateTimeOffset)obstacle["until"]!));
    }

    [Fact]
    public async Task WhatIsOver_HasNoEnd()
    {
        await TellAsync(Now.AddHours(-1), Now.AddMinutes(-1), Now.AddMinutes(-2));

        Assert.Null((await OnlyObstacleAsync())["until"]);
    }

    [Fact]
    public async Task WhatNobodyHasMetForLong_IsNoObstacle_UnlessItIsToLastStill()
    {
        await TellAsync(Now.AddHours(-2), Now.AddHours(-1), Now.AddHours(-1));
        Assert.Empty((await StatusAsync())["obstacles"]!.AsArray());

        await TellAsync(Now.AddHours(-2), Now.AddHours(1), Now.AddHours(-1));
        await OnlyObstacleAsync();
    }

    [Fact]
    public async Task RowThatCannotBeRead_IsNoObstacle()
    {
        await App.Events.UpsertEntityAsync(new TableEntity("control", "api") { ["Kind"] = "Nonsense", ["SeenAt"] = "yesterday" });

        Assert.Empty((await StatusAsync())["obstacles"]!.AsArray());
    }

    private Task TellAsync(DateTimeOffset since, DateTimeOffset until, DateTimeOffset seenAt) => App.Events.UpsertEntityAsync(
        new TableEntity("control", "api")
        {
            ["Kind"] = "LoginRejected",
            ["Reason"] = "no",
            ["Since"] = since,
            ["Until"] = until,
            ["SeenAt"] = seenAt,
        });

    private async Task<JsonNode> OnlyObstacleAsync() => Assert.Single((await StatusAsync())["obstacles"]!.AsArray())!;

    private async Task<JsonNode> StatusAsync() =>
        Json(await App.Services.GetRequiredService<StatusOperations>().GetAsync(CancellationToken.None));
}
