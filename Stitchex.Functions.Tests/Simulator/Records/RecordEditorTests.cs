using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator.Records;

/// <summary>What people do to records.</summary>
public sealed class RecordEditorTests : SimulatorTest
{
    [Fact]
    public void Change_HasTheLastWord()
    {
        var made = Simulator.Create("invoice", record =>
        {
            record["id"] = 330101;
            record["status"] = "paid";
        });

        Assert.Equal("330101", made.Id);
        Assert.Equal("paid", (string?)Content(made)["status"]);
    }

    [Fact]
    public void Update_MovesUpdatedAtOnThoughTheClockStands()
    {
        var made = Simulator.Create("product");

        var first = Simulator.Update("product", made.Id);
        var second = Simulator.Update("product", made.Id);

        Assert.Equal(made.Version.UpdatedAt.AddMilliseconds(1), first.Version.UpdatedAt);
        Assert.Equal(made.Version.UpdatedAt.AddMilliseconds(2), second.Version.UpdatedAt);
    }

    [Fact]
    public void Update_TakesTheClocksMilliseconds()
    {
        var made = Simulator.Create("product");
        Time.Advance(TimeSpan.FromTicks(1_234_567));

        var updated = Simulator.Update("product", made.Id);

        Assert.Equal(made.Version.UpdatedAt.AddMilliseconds(123), updated.Version.UpdatedAt);
    }

    [Fact]
    public async Task Versions_AreShownAsTheResourceHasThem()
    {
        foreach (var (name, shown) in new[] { ("product", "None"), ("customer", "WholeSeconds") })
        {
            using var response = await Http.PostAsJsonAsync("/control/resources", new { name, versions = shown });
            response.EnsureSuccessStatusCode();
        }

        Time.Advance(TimeSpan.FromMilliseconds(123));
        var (product, customer) = (Simulator.Create("product"), Simulator.Create("customer"));
        Time.Advance(TimeSpan.FromMilliseconds(456));
        var (later, same) = (Simulator.Update("product", product.Id), Simulator.Update("customer", customer.Id));
        Time.Advance(TimeSpan.FromMilliseconds(500));
        var next = Simulator.Update("customer", customer.Id);

        Assert.All(new[] { product, later }, change => Assert.False(Content(change).ContainsKey("updated_at")));
        Assert.Equal("03:00:00.000", TimeIn(customer, "created_at"));
        string[] versions = ["03:00:00.000", "03:00:00.000", "03:00:01.000"];
        Assert.Equal(versions, new[] { customer, same, next }.Select(change => TimeIn(change, "updated_at")));

        static string TimeIn(SimulatedChange change, string name) =>
            $"{Timestamp.Read((string?)Content(change)[name])!.Value.UtcDateTime:HH:mm:ss.fff}";
    }

    [Theory]
    [InlineData("2026-11-02T01:00:00.000Z", "2026-11-02T03:00:00.000Z")]
    [InlineData("2026-11-02T01:00:00.000+00:00", "2026-11-02T03:00:00.000+00:00")]
    [InlineData("2026-11-02T12:00:00.000+11:00", "2026-11-02T14:00:00.000+11:00")]
    [InlineData("2026-11-01T20:00:00.000-05:00", "2026-11-01T22:00:00.000-05:00")]
    public void Update_KeepsTheOffset(string before, string after)
    {
        var made = Simulator.Create("product", record => record["updated_at"] = before);

        var updated = Simulator.Update("product", made.Id);

        Assert.Equal(after, (string?)Content(updated)["updated_at"]);
    }

    [Theory]
    [InlineData("""{"id":1,"name":"T\u00EAxteis",""")]
    [InlineData("""{"id":1,"name":"Têxteis",""")]
    public void Update_KeepsTheWayOfWriting(string start)
    {
        Simulator.Put("product", Encoding.UTF8.GetBytes(start + "\"updated_at\":null}"));

        var updated = Simulator.Update("product", "1");

        Assert.Equal(start + "\"updated_at\":\"2026-11-02T03:00:00.000Z\"}", Encoding.UTF8.GetString(updated.Version.Json.Span));
    }

    [Fact]
    public void Delete_LeavesTheHistory()
    {
        var made = Simulator.Create("product");

        var deleted = Simulator.Delete("product", made.Id);

        Assert.True(deleted.Version.IsDeleted);
        Assert.Equal([made.Version, deleted.Version], Simulator.Records.History(made.Version.Key));
    }

    [Fact]
    public void UpdateOfTheDeleted_Throws()
    {
        var made = Simulator.Create("product");
        Simulator.Delete("product", made.Id);

        Assert.Throws<KeyNotFoundException>(() => Simulator.Update("product", made.Id));
    }

    [Fact]
    public void CreateOfTheExisting_Throws()
    {
        var made = Simulator.Create("product");

        Assert.Throws<InvalidOperationException>(() => Simulator.Create("product", record => record["id"] = made.Id));
    }

    [Fact]
    public void CreateOfTheDeleted_RestoresIt()
    {
        var made = Simulator.Create("product");
        Simulator.Delete("product", made.Id);

        var restored = Simulator.Create("product", record => record["id"] = made.Id);

        Assert.Equal(3, restored.Version.Number);
        Assert.Equal(made.Version.UpdatedAt.AddMilliseconds(1), restored.Version.UpdatedAt);
        Assert.Equal("product_create", restored.Webhook!.Name);
    }

    [Fact]
    public void DraftPickTicket_IsToldOfOnlyWhenPublished()
    {
        var draft = Simulator.Create("pick_ticket", record => record["status"] = "draft");
        var edited = Simulator.Update("pick_ticket", draft.Id);
        var published = Simulator.Update("pick_ticket", draft.Id, record => record["status"] = "open");

        Assert.Null(draft.Webhook);
        Assert.Null(edited.Webhook);
        Assert.Equal("pick_ticket_update", published.Webhook!.Name);
    }

    [Fact]
    public void SilentChange_HasNoWebhook()
    {
        Assert.Null(Simulator.Create("product", announce: false).Webhook);
    }

    private static JsonObject Content(SimulatedChange change) => RecordText.Parse(change.Version.Json.Span);
}
