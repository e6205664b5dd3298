using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Simulator.Control;

/// <summary>What a person can change about tokens and places with curl.</summary>
public sealed class ApiControlTests : SimulatorTest
{
    [Fact]
    public async Task TokensToCome_AreAsToldFromThenOn()
    {
        await PostAsync("/control/tokens", new { lifetime = "00:02:00", givesRefreshToken = false });

        var token = await LogInAsync();

        Assert.Equal((120, false), ((int)token["expires_in"]!, token.ContainsKey("refresh_token")));
    }

    [Fact]
    public async Task TokenMayBeSilentAboutItsExpiry()
    {
        await PostAsync("/control/tokens", new { saysExpiry = false });

        var token = await LogInAsync();

        Assert.Equal((false, false, true), (token.ContainsKey("expires_in"), token.ContainsKey("created_at"), token.ContainsKey("refresh_token")));
    }

    [Fact]
    public async Task Resource_MayMoveAndChangeItsEnvelope()
    {
        var record = Simulator.Create("invoice");
        await PostAsync("/control/resources", new { name = "invoice", path = "/v2/bills", envelope = "Bare" });
        await EnterAsync();

        var found = await Http.GetFromJsonAsync<JsonObject>($"/v2/bills/{record.Id}");
        using var gone = await Http.GetAsync($"/invoices/?invoice_id={record.Id}");

        Assert.Equal((record.Id, HttpStatusCode.NotFound), (found!["id"]!.ToString(), gone.StatusCode));
    }

    private async Task PostAsync<T>(string path, T settings)
    {
        using var response = await Http.PostAsJsonAsync(path, settings);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
