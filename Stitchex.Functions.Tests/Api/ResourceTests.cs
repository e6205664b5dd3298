using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Api;

/// <summary>Where records are and in what, through real HTTP: each comes out byte for byte.</summary>
public sealed class ResourceTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // Numbers that a parser would round or shorten, escapes, white space, keys twice, and a field that nobody knows.
    private const string Odd = """{ "id": 7,"total":"54.0", "n":1.10, "big":123456789012345678901234567890, "e":1E+2,"name":"\u00c5\/Ø", "x":null,"x":[ ], "novelty":{"a" : 1} }""";

    [Theory]
    [InlineData("pick_ticket")]
    [InlineData("receiving_ticket")]
    [InlineData("product")]
    [InlineData("customer")]
    [InlineData("return")]
    [InlineData("credit_note")]
    [InlineData("invoice")]
    [InlineData("sales_order")]
    [InlineData("payment")]
    [InlineData("production_order")]
    [InlineData("agent")]
    [InlineData("stock_category")]
    public async Task Record_IsFound_ByteForByte(string resource)
    {
        await using var stitchex = await SimulatedStitchex.StartAsync();

        await AssertFoundAsync(stitchex, resource, Odd);
    }

    [Theory]
    [InlineData("Bare")]
    [InlineData("Singular")]
    [InlineData("Plural")]
    [InlineData("List")]
    public async Task EnvelopeThatNobodyHasVerified_MayBeAnyOfThem(string envelope)
    {
        var shape = new ResourceShape("sales_order", "sales_orders") { Envelope = Enum.Parse<RecordEnvelope>(envelope) };
        await using var stitchex = await SimulatedStitchex.StartAsync(options => options with { Resources = [shape] });

        await AssertFoundAsync(stitchex, "sales_order", Odd);
    }

    [Theory]
    [InlineData("""{"id":7,"name":"A","agents":[]}""")]
    [InlineData("""{"id":7,"name":"B","agents":[{"id":900,"name":"sub"}]}""")]
    [InlineData("""{"id":7,"name":"C","agent":{"id":901}}""")]
    public async Task BareRecordWithAMemberNamedLikeItsEnvelope_IsFound_ByteForByte(string agent)
    {
        var shape = new ResourceShape("agent", "agents") { Envelope = RecordEnvelope.Bare };
        await using var stitchex = await SimulatedStitchex.StartAsync(options => options with { Resources = [shape] });

        await AssertFoundAsync(stitchex, "agent", agent);
    }

    [Theory]
    [InlineData("payment")]
    [InlineData("season")]
    public async Task ResourceInAnotherPlaceAndEnvelope_IsFoundWithSettings(string resource)
    {
        var shape = new ResourceShape(resource, "things") { Path = "/v2/things", Envelope = RecordEnvelope.Plural };
        await using var stitchex = await SimulatedStitchex.StartAsync(options => options with { Resources = [shape] });

        await AssertFoundAsync(
            stitchex,
            resource,
            Odd,
            ($"Stitchex:Resources:{resource}:Path", "/v2/things/{id}"),
            ($"Stitchex:Resources:{resource}:Key", "things"));
    }

    private async Task AssertFoundAsync(
        StitchexSimulator stitchex, string resource, string record, params (string Name, string Value)[] settings)
    {
        stitchex.Put(resource, Encoding.UTF8.GetBytes(record), announce: false);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await ReceiverApp.StartAsync(
            azurite, SimulatedStitchex.SettingsFor(stitchex, settings), services => services.AddSingleton<TimeProvider>(time));
        var client = app.Services.GetRequiredService<StitchexApiClient>();

        var result = await client.FetchAsync(resource, "7", time.GetUtcNow(), CancellationToken.None);

        Assert.Equal(record, Encoding.UTF8.GetString(Assert.IsType<FetchResult.Found>(result).Record.Content.Span));
    }
}
