using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Simulator.Records;

/// <summary>Other records than those asked for.</summary>
public sealed class RecordDistortionTests : SimulatorTest
{
    [Fact]
    public async Task WrongInvoice_ComesBeforeTheRightOne()
    {
        var other = Simulator.Create("invoice");
        var asked = Simulator.Create("invoice");

        var result = await GetWithAsync(FaultKind.WrongRecord, $"/invoices/?invoice_id={asked.Id}");

        Assert.Equal([other.Id, asked.Id], result["invoices"]!.AsArray().Select(invoice => invoice!["id"]!.ToString()));
    }

    [Fact]
    public async Task WrongRecord_IsSomebodyElses()
    {
        var other = Simulator.Create("product");
        var asked = Simulator.Create("product");

        var result = await GetWithAsync(FaultKind.WrongRecord, $"/products/{asked.Id}");

        Assert.Equal(other.Id, result["product"]!["id"]!.ToString());
    }

    [Fact]
    public async Task WrongRecordWhereThereIsNoOther_IsInvented()
    {
        var asked = Simulator.Create("product");

        var result = await GetWithAsync(FaultKind.WrongRecord, $"/products/{asked.Id}");

        Assert.NotEqual(asked.Id, result["product"]!["id"]!.ToString());
    }

    [Fact]
    public async Task OtherOrganisation_IsNamedInTheRecord()
    {
        var asked = Simulator.Create("pick_ticket");

        var result = await GetWithAsync(FaultKind.OtherOrganisation, $"/pick_tickets/{asked.Id}");

        Assert.Equal(asked.Id, result["pick_ticket"]!["id"]!.ToString());
        Assert.Equal(OtherOrganisation, (long)result["pick_ticket"]!["organisation_id"]!);
    }

    private async Task<JsonObject> GetWithAsync(FaultKind kind, string path)
    {
        await EnterAsync();
        Simulator.Faults.Add(new(kind));
        using var response = await Http.GetAsync(path);
        return await BodyAsync(response);
    }
}
