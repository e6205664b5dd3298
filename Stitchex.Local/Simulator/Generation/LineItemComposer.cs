using System.Text.Json.Nodes;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>Composes the lines of orders, pick tickets, invoices and what follows them.</summary>
internal sealed class LineItemComposer(SeededRandom random)
{
    private const decimal TaxRate = 0.1m;

    public LineItems Compose(int? wished)
    {
        var lines = new JsonArray();
        var subtotal = 0m;
        var quantity = 0;
        for (var number = wished ?? random.Between(1, 4); number > 0; number--)
        {
            var price = random.Between(40, 400) / 2m;
            var quantities = ComposeQuantities(out var pieces);
            lines.Add(ComposeLine(price, quantities));
            subtotal += price * pieces;
            quantity += pieces;
        }

        return new(lines, subtotal, subtotal * TaxRate, quantity);
    }

    private JsonObject ComposeLine(decimal price, JsonArray quantities) => new()
    {
        ["id"] = random.Between(10_000, 99_999),
        ["product_id"] = random.Between(4000, 4999),
        ["product_name"] = random.Pick(Samples.Products),
        ["variation_id"] = random.Between(9000, 9999),
        ["color"] = random.Pick(Samples.Colors),
        ["unit_tax"] = Money.Text(price * TaxRate),
        ["tax_level"] = "gst",
        ["unit_price"] = Money.Text(price),
        ["original_price"] = Money.Text(price),
        ["percentage_discount"] = "0.0",
        ["weight"] = Money.Text(random.Between(10, 120) / 100m),
        ["weight_unit"] = "kg",
        ["country_of_origin"] = random.Pick(Samples.Countries),
        ["intrastat_code"] = null,
        ["line_quantities"] = quantities,
    };

    private JsonArray ComposeQuantities(out int pieces)
    {
        var quantities = new JsonArray();
        pieces = 0;
        foreach (var size in Samples.Sizes[..random.Between(1, Samples.Sizes.Length)])
        {
            var count = random.Between(1, 12);
            pieces += count;
            quantities.Add(new JsonObject
            {
                ["id"] = quantities.Count + 1,
                ["size"] = size,
                ["quantity"] = count,
                ["sku_id"] = random.Between(50_000, 59_999),
                ["upc_number"] = $"93500005{random.Between(10_000, 99_999)}",
            });
        }

        return quantities;
    }
}
