using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Local.Simulator.Generation;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Simulator.Generation;

/// <summary>Invented records.</summary>
public sealed class RecordGeneratorTests
{
    private const long Organisation = 9579;

    private readonly RecordGenerator _generator = NewGenerator();

    public static TheoryData<string, string[]> Fields => new()
    {
        { "sales_order", ["order_number", "customer_name", "grand_total", "line_items"] },
        { "pick_ticket", ["shipment_number", "warehouse", "address", "line_items"] },
        { "invoice", ["invoice_number", "amount_outstanding", "billing_address", "line_items"] },
        { "credit_note", ["credit_note_number", "total_credited", "line_items"] },
        { "return", ["return_number", "line_items"] },
        { "product", ["product_identifier", "variations"] },
        { "customer", ["name", "payment_terms"] },
        { "receiving_ticket", ["production_order_number", "vendor", "line_items"] },
        { "payment", ["amount", "invoice_id"] },
        { "season", ["name"] },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void Record_HasWhatItsKindHas(string resource, string[] fields)
    {
        var record = _generator.Compose(resource, Organisation);

        Assert.All(fields.Concat(["id", "created_at", "updated_at", "custom_fields"]), field => Assert.NotNull(record[field]));
    }

    [Theory]
    [InlineData("invoice", true)]
    [InlineData("product", false)]
    [InlineData("customer", false)]
    public void Organisation_IsNamedWhereStitchexDoes(string resource, bool isNamed)
    {
        Assert.Equal(isNamed, _generator.Compose(resource, Organisation).ContainsKey("organisation_id"));
    }

    [Fact]
    public void SameSeed_GivesSameRecords()
    {
        var other = NewGenerator();

        Assert.Equal(_generator.Compose("invoice", Organisation).ToJsonString(), other.Compose("invoice", Organisation).ToJsonString());
    }

    [Fact]
    public void Ids_AreNeverGivenTwice()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => _generator.Compose("payment", Organisation)["id"]!.ToString());

        Assert.Equal(100, ids.Distinct().Count());
    }

    [Fact]
    public void Money_IsWrittenAsString()
    {
        var invoice = _generator.Compose("invoice", Organisation);

        Assert.Equal(JsonValueKind.String, invoice["grand_total"]!.GetValueKind());
        Assert.Contains('.', (string)invoice["grand_total"]!);
    }

    [Fact]
    public void Totals_AddUp()
    {
        var invoice = _generator.Compose("invoice", Organisation);

        Assert.Equal(Amount(invoice, "subtotal") + Amount(invoice, "total_tax"), Amount(invoice, "grand_total"));
    }

    [Fact]
    public void ManyRecords_ShowEveryTypingTrap()
    {
        var records = Enumerable.Range(0, 200).Select(_ => _generator.Compose("pick_ticket", Organisation)).ToList();

        Assert.Contains(records, record => record["order_number"]!.GetValueKind() is JsonValueKind.Number);
        Assert.Contains(records, record => record["order_number"]!.GetValueKind() is JsonValueKind.String);
        Assert.All(Timestamp.Offsets, offset => Assert.Contains(
            records,
            record => record["updated_at"]!.ToString().EndsWith(offset, StringComparison.Ordinal)));
        Assert.Contains(records, record => record["tracking_number"] is null);
        Assert.Contains(records, record => record["customer_name"]!.ToString().Any(character => character > 127));
    }

    [Fact]
    public void ManyLines_MakeARecordBeyond64KiB()
    {
        var invoice = _generator.Compose("invoice", Organisation, lines: 200);

        Assert.True(RecordText.Write(invoice, escaped: false).Length > 64 * 1024);
    }

    private static RecordGenerator NewGenerator() => new(new(1), new FakeTimeProvider());

    private static decimal Amount(JsonObject record, string field) =>
        decimal.Parse((string)record[field]!, System.Globalization.CultureInfo.InvariantCulture);
}
