using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator.Api;

/// <summary>Resources that are served otherwise than known.</summary>
public sealed class RecordEnvelopeTests : SimulatorTest
{
    private protected override StitchexSimulatorOptions Options => new()
    {
        Resources =
        [
            new("sales_order", "sales_orders") { Envelope = RecordEnvelope.Bare },
            new("payment", "payments") { Envelope = RecordEnvelope.Plural },
            new("season", "seasons") { Path = "/merchandise/seasons" },
        ],
    };

    [Theory]
    [InlineData("sales_order", "/sales_orders/", "{\"id\":")]
    [InlineData("payment", "/payments/", "{\"payments\":{\"id\":")]
    [InlineData("season", "/merchandise/seasons/", "{\"season\":{\"id\":")]
    public async Task Record_IsServedWhereAndInWhatIsSet(string resource, string path, string start)
    {
        var made = Simulator.Create(resource);
        await EnterAsync();

        var body = await Http.GetStringAsync(path + made.Id);

        Assert.StartsWith(start + made.Id, body, StringComparison.Ordinal);
    }
}
