using System.Net;

namespace Stitchex.Functions.Tests.Simulator.Records;

/// <summary>An API that reads from a replica.</summary>
public sealed class ReplicaLagTests : SimulatorTest
{
    [Fact]
    public async Task HeldReplica_ShowsTheVersionBeforeTheLastUntilReleased()
    {
        var made = Simulator.Create("product", record => record["name"] = "old");
        Simulator.Update("product", made.Id, record => record["name"] = "new");
        Simulator.Lag.Hold();

        Assert.Equal("old", await NameAsync(made.Id));
        Simulator.Lag.Release();
        Assert.Equal("new", await NameAsync(made.Id));
    }

    [Fact]
    public async Task HeldReplica_DoesNotKnowANewRecord()
    {
        var made = Simulator.Create("product");
        Simulator.Lag.Hold();

        Assert.Null(await NameAsync(made.Id));
    }

    [Fact]
    public async Task HeldReplica_StillKnowsADeletedRecord()
    {
        var made = Simulator.Create("product", record => record["name"] = "old");
        Simulator.Delete("product", made.Id);
        Simulator.Lag.Hold();

        Assert.Equal("old", await NameAsync(made.Id));
    }

    [Fact]
    public async Task ReplicaHeldForAWhile_CatchesUpByItself()
    {
        var made = Simulator.Create("product", record => record["name"] = "old");
        Simulator.Update("product", made.Id, record => record["name"] = "new");
        Simulator.Lag.Hold(TimeSpan.FromMinutes(1));

        Assert.Equal("old", await NameAsync(made.Id));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("new", await NameAsync(made.Id));
    }

    [Fact]
    public async Task ReplicaBehind_ShowsEachVersionWhenItIsThatOld()
    {
        Simulator.Lag.StayBehind(TimeSpan.FromSeconds(1));
        var made = Simulator.Create("product", record => record["name"] = "old");

        Assert.Null(await NameAsync(made.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
        Simulator.Update("product", made.Id, record => record["name"] = "new");
        Assert.Equal("old", await NameAsync(made.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("new", await NameAsync(made.Id));
    }

    private async Task<string?> NameAsync(string id)
    {
        await EnterAsync();
        using var response = await Http.GetAsync($"/products/{id}");
        return response.StatusCode is HttpStatusCode.NotFound ? null : (string?)(await BodyAsync(response))["product"]!["name"];
    }
}
