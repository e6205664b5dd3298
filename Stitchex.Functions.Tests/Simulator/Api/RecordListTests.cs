using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Records in pages.</summary>
public sealed class RecordListTests : SimulatorTest
{
    [Fact]
    public async Task FirstPage_HasHundredAndNamesTheNext()
    {
        Make("pick_ticket", 101);

        var page = await ListAsync("/pick_tickets");

        Assert.Equal(100, page["pick_tickets"]!.AsArray().Count);
        Assert.Equal(
            """{"current_page":1,"next_page":2,"prev_page":null,"total_pages":2,"total_count":101}""",
            page["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task LastPage_HasTheRestAndNoNext()
    {
        Make("pick_ticket", 101);

        var page = await ListAsync("/pick_tickets?page=2");

        Assert.Single(page["pick_tickets"]!.AsArray());
        Assert.Equal(
            """{"current_page":2,"next_page":null,"prev_page":1,"total_pages":2,"total_count":101}""",
            page["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task ProductionOrders_ComeByFifty()
    {
        Make("production_order", 51);

        var page = await ListAsync("/production_orders");

        Assert.Equal(50, page["production_orders"]!.AsArray().Count);
    }

    [Fact]
    public async Task NoRecords_AreOneEmptyPage()
    {
        var page = await ListAsync("/returns");

        Assert.Equal(
            """{"returns":[],"meta":{"current_page":1,"next_page":null,"prev_page":null,"total_pages":1,"total_count":0}}""",
            page.ToJsonString());
    }

    [Fact]
    public async Task LastChanged_ComesFirst()
    {
        var ids = Make("customer", 3);
        using var settings = new StringContent("""{"name":"customer","listOrder":"LastChangedFirst"}""");
        using var response = await Http.PostAsync("/control/resources", settings);
        response.EnsureSuccessStatusCode();
        Time.Advance(TimeSpan.FromSeconds(1));
        Simulator.Update("customer", ids[1]);

        var page = await ListAsync("/customers");

        Assert.Equal(ids[1], $"{page["customers"]![0]!["id"]}");
    }

    [Theory]
    [InlineData("invoice", "/invoices")]
    [InlineData("credit_note", "/credit_notes")]
    [InlineData("payment", "/payments")]
    public async Task SinceId_LeavesOutWhatIsNotBeyond(string resource, string path)
    {
        var ids = Make(resource, 3);

        var page = await ListAsync($"{path}?since_id={ids[1]}");

        Assert.Equal(ids[2], page[path[1..]]!.AsArray().Single()!["id"]!.ToString());
    }

    [Fact]
    public async Task SinceIdWhereThereIsNone_IsIgnored()
    {
        var ids = Make("product", 3);

        var page = await ListAsync($"/products?since_id={ids[1]}");

        Assert.Equal(3, page["products"]!.AsArray().Count);
    }

    [Fact]
    public async Task SinceCreatedAt_LeavesOutWhatIsNotLater()
    {
        Make("receiving_ticket", 1);
        var now = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromSeconds(1));
        var later = Make("receiving_ticket", 1);

        var page = await ListAsync($"/receiving_tickets?since_created_at={now:yyyy-MM-ddTHH:mm:ssZ}");

        Assert.Equal(later[0], page["receiving_tickets"]!.AsArray().Single()!["id"]!.ToString());
    }

    [Fact]
    public async Task DeletedAndOthersRecords_AreNotListed()
    {
        var ids = Make("customer", 2);
        Simulator.Delete("customer", ids[0]);
        Simulator.Create("customer", organisationId: OtherOrganisation);

        var page = await ListAsync("/customers");

        Assert.Equal(ids[1], page["customers"]!.AsArray().Single()!["id"]!.ToString());
    }

    private List<string> Make(string resource, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Simulator.Create(resource, lines: 1).Id)];

    private async Task<JsonObject> ListAsync(string path)
    {
        await EnterAsync();
        using var response = await Http.GetAsync(path);
        return await BodyAsync(response.EnsureSuccessStatusCode());
    }
}
