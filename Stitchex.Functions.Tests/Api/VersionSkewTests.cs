using System.Text;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Api;

/// <summary>An API whose version of a record is not the one that the webhook told of, through real HTTP.</summary>
public sealed class VersionSkewTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Theory]
    [InlineData("\"2026-11-24T10:00:00.987Z\"", "\"2026-11-24T10:00:00Z\"", true)]
    [InlineData("\"2026-11-24T10:00:00Z\"", "\"2026-11-24T10:00:00.987Z\"", true)]
    [InlineData("\"2026-11-24T10:00:00.123456Z\"", "\"2026-11-24T10:00:00.123Z\"", true)]
    [InlineData("\"2026-11-24T10:00:00.000Z\"", "\"2026-11-24T11:00:00.000+01:00\"", true)]
    [InlineData("\"2026-11-24T10:00:00.000+00:00\"", "\"2026-11-24T21:00:00+11:00\"", true)]
    [InlineData("\"2026-11-24T00:30:00+01:00\"", "\"2026-11-23T23:30:00.000Z\"", true)]
    [InlineData("\"2026-11-24T10:00:00Z\"", "\"2026-11-24T12:00:00+01:00\"", true)]
    [InlineData("\"2026-11-24T10:00:00Z\"", "null", true)]
    [InlineData("\"2026-11-24T10:00:00Z\"", "\"\"", true)]
    [InlineData("\"soon\"", "\"2026-11-24T10:00:00Z\"", true)]
    [InlineData("\"2026-11-24T10:00:01.001Z\"", "\"2026-11-24T10:00:00Z\"", false)]
    [InlineData("\"2026-11-24T10:00:00Z\"", "\"2026-11-24T10:00:00+01:00\"", false)]
    public async Task OnlyAnOlderInstant_IsLag(string told, string shown, bool isDelivered)
    {
        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":7,"notes":"v1","updated_at":{{shown}}}"""), announce: false);

        await DeliverAsync(Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":7,"updated_at":{{{told}}}}}"""));
        await ProcessAsync();

        Assert.Equal(isDelivered, await OnlyEventAsync() != "Retrying");
        Assert.Equal(isDelivered ? ["v1"] : [], Delivered);
    }

    [Fact]
    public async Task RecordThatLags_IsHeldBack_FetchedAgain_AndStaleAtTheEnd()
    {
        Stitchex.Put("invoice", """{"id":7,"notes":"v1","updated_at":"2026-11-24T10:00:00Z"}"""u8.ToArray(), announce: false);
        await DeliverAsync("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-24T10:05:00Z"}}"""u8.ToArray());

        await LaterAsync(TimeSpan.FromMinutes(9));
        Assert.Equal("Retrying", await OnlyEventAsync());
        Assert.Empty(Delivered);
        Assert.True(Stitchex.Requests.Count("/invoices/?invoice_id={id}") > 3);

        await LaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("Completed/VersionNeverAppeared", await OnlyEventAsync());
        Assert.Equal(["v1"], Delivered);
    }
}
