using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Tests.Destinations;

namespace Stitchex.Functions.Tests.Documents;

/// <summary>The scripts in docs/destinations.md, run on a pick ticket.</summary>
public sealed class ScriptExampleTests
{
    private static readonly JsonNode Ticket = JsonNode.Parse(FixtureFiles.Read("pick_ticket_update.json"))!["pick_ticket"]!;

    [Fact]
    public void PickTicketsOfOneWarehouse_AreShaped_AndTheOthersSkipped()
    {
        var script = ExampleOf("Handlers/pickTickets.js");

        Assert.Equal(
            """{"ticket":"7","order":"1181","lines":[{"upc":"9350000550011","pieces":2},{"upc":"9350000550028","pieces":3}]}""",
            ScriptRunner.Shape(script, Ticket.ToJsonString()));
        var elsewhere = Ticket.DeepClone();
        elsewhere["warehouse"] = "Sydney";
        Assert.Equal("skipped", ScriptRunner.Shape(script, elsewhere.ToJsonString()));
        Assert.Equal("""{"ticket":"7","cancelled":true}""", ScriptRunner.Shape(script, ScriptRunner.Change with { IsDeleted = true, Record = default }));
    }

    [Fact]
    public void FlatPayload_HasNoNesting()
    {
        var flat = JsonNode.Parse(ScriptRunner.Shape(ExampleOf("Handlers/flat.js"), Ticket.ToJsonString()))!.AsObject();

        Assert.All(flat, pair => Assert.False(pair.Value is JsonObject or JsonArray));
        Assert.Equal(("updated", "Fitzroy", "9350000550028"), ((string)flat["type"]!, (string)flat["address_city"]!, (string)flat["line_items_0_line_quantities_1_upc_number"]!));
        Assert.Equal(
            """{"type":"deleted","id":"7","version":null}""",
            ScriptRunner.Shape(ExampleOf("Handlers/flat.js"), ScriptRunner.Change with { IsDeleted = true, Record = default, Version = null }));
    }

    [Fact]
    public void FunctionInTheSetting_IsTaken() => Assert.Equal(
        """{"id":"7","total":"440.0"}""",
        ScriptRunner.Shape(Regex.Match(Document(), @"^    Stitchex__Destinations__\w+__Script=(?<code>.*=>.*)$", RegexOptions.Multiline).Groups["code"].Value, Ticket.ToJsonString()));

    private static IChangeScript ExampleOf(string file) => ScriptRunner.Prepare(Regex.Match(
        Document(), $"`{Regex.Escape(file)}`:\n\n```javascript\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline).Groups["code"].Value);

    private static string Document() => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "destinations.md"));
}
