using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator.Control;

/// <summary>What a person can do with curl, apart from webhooks.</summary>
public sealed class ControlTests : SimulatorTest
{
    [Fact]
    public async Task PostedRecord_IsMadeWithWhatWasGiven()
    {
        var made = await PostAsync("/control/records/invoice", """{"id": 7, "status": "paid"}""", HttpStatusCode.Created);

        Assert.Equal(("invoice", "7"), ((string?)made![0]!["resource"], (string?)made[0]!["id"]));
        Assert.Equal("paid", RecordText.TextOf(Simulator.Records.Newest(new("invoice", "7"))!.Json, "status"));
    }

    [Fact]
    public async Task PostedRecordThatExists_IsChanged()
    {
        var record = Simulator.Create("product");

        var changed = await PostAsync("/control/records/product", $$"""{"id": {{record.Id}}, "name": "new"}""", HttpStatusCode.OK);

        Assert.Equal(2, (int)changed![0]!["version"]!);
        Assert.Equal("new", RecordText.TextOf(Simulator.Records.Newest(record.Version.Key)!.Json, "name"));
    }

    [Fact]
    public async Task CountOfRecords_IsMadeWithoutABody()
    {
        var made = await PostAsync("/control/records/payment?count=5&organisation=11111&announce=false", "", HttpStatusCode.Created);

        Assert.Equal(5, made!.AsArray().Count);
        Assert.All(Simulator.Records.All(), history => Assert.Equal(OtherOrganisation, history[0].OrganisationId));
    }

    [Fact]
    public async Task DeletedRecord_IsListedAsSuch()
    {
        var record = Simulator.Create("product");

        using var response = await Http.DeleteAsync($"/control/records/product/{record.Id}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var listed = await Http.GetFromJsonAsync<JsonArray>("/control/records?resource=product");
        Assert.True((bool)listed!.Single()!["deleted"]!);
    }

    [Fact]
    public async Task RestoredRecords_AreAsTheyWere()
    {
        var (changed, deleted) = (Simulator.Create("product"), Simulator.Create("product"));
        Time.Advance(TimeSpan.FromHours(1));
        Simulator.Update("product", changed.Id);
        Simulator.Delete("product", deleted.Id);
        Simulator.Create("payment");

        using var response = await Http.PostAsync("/control/restore?back=00:30:00", null);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal([[changed.Version], [deleted.Version]], Simulator.Records.All());
        Assert.True(Simulator.Update("product", changed.Id).Version.UpdatedAt > changed.Version.UpdatedAt);
    }

    [Fact]
    public async Task UnknownRecord_CannotBeDeleted()
    {
        using var response = await Http.DeleteAsync("/control/records/product/7");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("There is no product 7.", (string?)(await BodyAsync(response))["error"]);
    }

    [Fact]
    public async Task Record_IsShownInItsExactBytes()
    {
        var record = Simulator.Create("product");

        var bytes = await Http.GetByteArrayAsync($"/control/records/product/{record.Id}");

        Assert.Equal(record.Version.Json.ToArray(), bytes);
    }

    [Fact]
    public async Task PostedFault_IsMetAndListed()
    {
        var rule = """{"kind": "Status", "status": 429, "retryAfter": "7", "path": "/login", "count": 1, "latency": "00:00:00"}""";
        await PostAsync("/control/faults", rule, HttpStatusCode.Created);

        using var met = await Http.GetAsync("/login");

        Assert.Equal(HttpStatusCode.TooManyRequests, met.StatusCode);
        var listed = await Http.GetFromJsonAsync<JsonArray>("/control/faults");
        Assert.Equal(1, (int)listed!.Single()!["timesMet"]!);
    }

    [Fact]
    public async Task DeletedFaults_AreOver()
    {
        Simulator.Faults.Add(new(FaultKind.Empty));
        var second = Simulator.Faults.Add(new(FaultKind.Html));

        using var one = await Http.DeleteAsync($"/control/faults/{second.Id}");
        Assert.Single(Simulator.Faults.Active);
        using var all = await Http.DeleteAsync("/control/faults");
        Assert.Empty(Simulator.Faults.Active);
    }

    [Theory]
    [InlineData("""{"kind": "Status", "stauts": 429}""")]
    [InlineData("""{"status": 429}""")]
    [InlineData("""{"kind": "Nonsense"}""")]
    [InlineData("null")]
    [InlineData("")]
    public async Task FaultThatCannotBeRead_IsRefusedWithAReason(string rule)
    {
        var result = await PostAsync("/control/faults", rule, HttpStatusCode.BadRequest);

        Assert.NotNull(result!["error"]);
        Assert.Empty(Simulator.Faults.Active);
    }

    [Fact]
    public async Task Tokens_CanBeExpired()
    {
        await LogInAsync();

        await PostAsync("/control/tokens/expire", "", HttpStatusCode.NoContent);

        using var response = await Http.GetAsync("/organisations");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Organisation_CanBeSwitched()
    {
        var record = Simulator.Create("product", organisationId: OtherOrganisation);
        await EnterAsync();

        await PostAsync("/control/organisation", """{"organisationId": 11111}""", HttpStatusCode.NoContent);

        using var response = await Http.GetAsync($"/products/{record.Id}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"for": "00:01:00"}""")]
    [InlineData("""{"behind": "00:00:01"}""")]
    public async Task Lag_CanBeSetAndReleased(string settings)
    {
        var record = Simulator.Create("product");
        await EnterAsync();

        await PostAsync("/control/lag", settings, HttpStatusCode.NoContent);
        using var lagging = await Http.GetAsync($"/products/{record.Id}");
        using var released = await Http.DeleteAsync("/control/lag");
        using var shown = await Http.GetAsync($"/products/{record.Id}");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (lagging.StatusCode, shown.StatusCode));
    }

    [Fact]
    public async Task RateLimit_CanBeSetAndLifted()
    {
        await PostAsync("/control/rate-limit", """{"perMinute": 0}""", HttpStatusCode.NoContent);
        using var limited = await Http.GetAsync("/login");
        using var lifted = await Http.DeleteAsync("/control/rate-limit");
        using var taken = await Http.GetAsync("/login");

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (limited.StatusCode, taken.StatusCode));
    }

    [Fact]
    public async Task RequestsAndStatistics_AreShown()
    {
        Simulator.Create("product");
        await EnterAsync();

        var requests = await Http.GetFromJsonAsync<JsonArray>("/control/requests");
        var statistics = await Http.GetFromJsonAsync<JsonObject>("/control/stats");

        Assert.Equal(["/oauth/token", "/organisations/set_current_org"], requests!.Select(request => (string?)request!["path"]));
        Assert.Equal(1, (int)statistics!["records"]!);
        Assert.Equal(1, (int)statistics["tokens"]!["logins"]!);
        Assert.Equal(1, (int)statistics["webhooks"]!["withoutTarget"]!);
    }

    [Fact]
    public async Task ControlRequests_MeetNeitherFaultsNorTheLog()
    {
        Simulator.Faults.Add(FaultRule.Response(503));

        using var response = await Http.GetAsync("/control/stats");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, Simulator.Requests.Count());
    }

    private async Task<JsonNode?> PostAsync(string path, string body, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((expected, text), (response.StatusCode, text));
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}
