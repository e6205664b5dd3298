using Microsoft.Extensions.Logging;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed class WebhookTelemetryTests(AzuriteFixture azurite) : TelemetryTest(azurite)
{
    private const string Deliveries = "stitchex.webhook.deliveries";
    private const string Versioned = """{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z"}}""";

    [Fact]
    public async Task NewEvent_IsAccepted()
    {
        await App.ReceiveAsync(Versioned);

        Assert.Equal(["stitchex.outcome=accepted stitchex.resource=invoice"], Metrics.For(Deliveries));
        Assert.Equal(["stitchex.outcome=accepted"], Metrics.For("stitchex.webhook.acknowledgement.duration"));
        Assert.InRange(Metrics.Last("stitchex.webhook.acknowledgement.duration", "stitchex.outcome=accepted"), double.Epsilon, 60);
        var (level, fields) = Assert.Single(Logged("Delivery"));
        Assert.Equal(LogLevel.Information, level);
        Assert.StartsWith("invoice.7.update.", fields["Id"], StringComparison.Ordinal);
        Assert.Equal(("accepted", "202", "invoice", "7", "update", $"{Versioned.Length}"), (fields["Outcome"], fields["Status"], fields["Resource"], fields["RecordId"], fields["Action"], fields["Bytes"]));
        Assert.Empty(fields["Reason"]!);
    }

    [Fact]
    public async Task EventThatIsFetchedAnyway_IsADuplicate()
    {
        var change = Stitchex.Create("invoice");
        Stitchex.Faults.Add(FaultRule.Response(500));
        await ProcessAsync(change);

        await App.ReceiveAsync(SimulatedStitchex.BodyOf(change));

        Assert.Equal(["stitchex.outcome=accepted stitchex.resource=invoice", "stitchex.outcome=duplicate stitchex.resource=invoice"], Metrics.For(Deliveries));
        Assert.Equal((LogLevel.Information, "duplicate", "200"), Logged("Delivery").Select(log => (log.Level, log.Fields["Outcome"], log.Fields["Status"])).Last());
    }

    [Theory]
    [InlineData("\"secret yesterday\"", "unreadable")]
    [InlineData("1722938472", "unreadable")]
    [InlineData("{\"at\":\"secret\"}", "unreadable")]
    [InlineData("\"2026-11-02T03:00:00\"", "no_offset")]
    public async Task TimeThatCannotBeUsed_IsCounted_AndNotRepeatedInTheLog(string updatedAt, string reason)
    {
        await App.ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"updated_at":{{{updatedAt}}}}}""");

        Assert.Equal([$"stitchex.reason={reason} stitchex.resource=invoice"], Metrics.For("stitchex.record.unusable_times"));
        var logged = Logged("TimeUnreadable");
        Assert.Equal(reason == "unreadable" ? [LogLevel.Warning] : [], logged.Select(log => log.Level));
        Assert.All(logged, log => Assert.DoesNotContain("secret", string.Join(' ', log.Fields.Values), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"2026-11-02T03:00Z\"")]
    public async Task TimeThatIsAbsentOrReadable_IsNotCounted(string updatedAt)
    {
        await App.ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"updated_at":{{{updatedAt}}}}}""");

        Assert.Empty(Metrics.For("stitchex.record.unusable_times"));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("secret", "not_json")]
    [InlineData("""["secret"]""", "not_an_object")]
    [InlineData("""{"secret":1}""", "no_event")]
    public async Task BodyThatIsNoEvent_IsRefused_ForOneOfFewReasons(string body, string reason)
    {
        await App.ReceiveAsync(body);

        Assert.Equal(["stitchex.outcome=rejected stitchex.resource=other"], Metrics.For(Deliveries));
        Assert.Equal([$"stitchex.reason={reason}"], Metrics.For("stitchex.webhook.rejections"));
        var (level, fields) = Assert.Single(Logged("Delivery"));
        Assert.Equal((LogLevel.Warning, "rejected", "400", ""), (level, fields["Outcome"], fields["Status"], fields["Id"]));
        Assert.DoesNotContain("secret", fields["Reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyThatIsTooLarge_IsRefused()
    {
        await App.ReceiveAsync(new byte[WebhookReceiver.MaxBodyLength + 1]);

        Assert.Equal(["stitchex.reason=too_large"], Metrics.For("stitchex.webhook.rejections"));
        Assert.Equal("413", Assert.Single(Logged("Delivery")).Fields["Status"]);
    }

    [Fact]
    public async Task StorageThatIsAway_MakesTheDeliveryUnavailable_AndIsAnError()
    {
        App.Faults.Add("POST StitchexEvents", StorageFault.Fails);

        await App.ReceiveAsync(Versioned);

        Assert.Equal(["stitchex.outcome=unavailable stitchex.resource=invoice"], Metrics.For(Deliveries));
        Assert.Equal((LogLevel.Error, "503"), Logged("Delivery").Select(log => (log.Level, log.Fields["Status"])).Single());
    }

    [Fact]
    public async Task ResourcesThatNobodyNamed_ShareOneTimeSeries()
    {
        for (var i = 0; i < 20; i++)
        {
            await App.ReceiveAsync($$$"""{"event":"made_up_{{{i}}}_update","made_up_{{{i}}}":{"id":7}}""");
        }

        Assert.Equal(["stitchex.outcome=accepted stitchex.resource=other"], Metrics.For(Deliveries).Distinct());
    }

    [Fact]
    public async Task Telemetry_MakesNoRequestToStorage()
    {
        await App.ReceiveAsync(Versioned);

        // The event, its message and its index entry; and, first of all, whether any record is to stay forgotten.
        Assert.Equal(4, App.Faults.Requests.Count);
    }
}
