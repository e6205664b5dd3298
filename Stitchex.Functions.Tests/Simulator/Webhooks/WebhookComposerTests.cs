using System.Text;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>The bodies of webhooks.</summary>
public sealed class WebhookComposerTests
{
    private const string Record =
        """{"id":7,"created_at":"2026-11-02T03:00:00.000Z","updated_at":"2026-11-02T03:00:00.000Z","name":"Zoë"}""";

    [Theory]
    [InlineData("Full", $$"""{"event":"invoice_update","invoice":{{Record}}}""")]
    [InlineData("WithoutTimestamps", """{"event":"invoice_update","invoice":{"id":7,"created_at":null,"updated_at":null,"name":"Zoë"}}""")]
    [InlineData("IdOnly", """{"event":"invoice_update","invoice":{"id":7}}""")]
    [InlineData("BareId", """{"event":"invoice_update","invoice":7}""")]
    [InlineData("IdBeside", """{"event":"invoice_update","invoice_id":7}""")]
    [InlineData("TopLevelId", """{"event":"invoice_update","id":7}""")]
    public void Update_IsWrittenInEveryShape(string shape, string body)
    {
        Assert.Equal(body, Compose("invoice", "update", Version("invoice", "7", Record), Enum.Parse<WebhookBodyShape>(shape)));
    }

    [Theory]
    [InlineData("pick_ticket", "Full", """{"event":"pick_ticket_delete","pick_ticket":{"id":7}}""")]
    [InlineData("pick_ticket", "BareId", """{"event":"pick_ticket_delete","pick_ticket":7}""")]
    [InlineData("receiving_ticket", "Full", """{"event":"receiving_ticket_delete","delivery":{"id":7}}""")]
    public void Delete_CarriesTheIdOnly(string resource, string shape, string body)
    {
        Assert.Equal(body, Compose(resource, "delete", Version(resource, "7", ""), Enum.Parse<WebhookBodyShape>(shape)));
    }

    [Fact]
    public void IdThatIsNoNumber_IsWrittenAsString()
    {
        Assert.Equal(
            """{"event":"product_delete","product":{"id":"A-7"}}""",
            Compose("product", "delete", Version("product", "A-7", ""), WebhookBodyShape.IdOnly));
    }

    private static string Compose(string resource, string action, RecordVersion version, WebhookBodyShape shape)
    {
        var webhook = WebhookComposer.Compose(new ServedResources([]).For(resource), action, version, shape);
        return Encoding.UTF8.GetString(webhook.Body.Span);
    }

    private static RecordVersion Version(string resource, string id, string json) =>
        new(new(resource, id), 9579, 1, DateTimeOffset.UnixEpoch) { Json = Encoding.UTF8.GetBytes(json) };
}
