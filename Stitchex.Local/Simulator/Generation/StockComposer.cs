using System.Text.Json.Nodes;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>Composes what is not part of a sale: products, customers, goods received, payments.</summary>
internal sealed class StockComposer(SeededRandom random, LineItemComposer lines)
{
    public JsonObject Product(int? wished) => new()
    {
        ["name"] = random.Pick(Samples.Products),
        ["product_identifier"] = $"P-{random.Between(100, 999)}-26",
        ["image_url"] = "",
        ["season_id"] = new JsonArray(random.Between(1, 20)),
        ["season"] = random.Pick(Samples.Seasons),
        ["category"] = random.Pick(["Shirts", "Dresses", "Knitwear", "Jeans"]),
        ["sub_category"] = null,
        ["variations"] = new JsonArray([.. Enumerable.Range(0, wished ?? random.Between(1, 3)).Select(_ => Variation())]),
    };

    public JsonObject Customer() => new()
    {
        ["name"] = random.Pick(Samples.Companies),
        ["contact_name"] = random.Pick(Samples.People),
        ["email"] = "orders@example.com",
        ["phone"] = null,
        ["vat_number"] = "",
        ["payment_terms"] = random.Pick(["30 days", "prepaid"]),
        ["default_discount"] = Money.Text(random.Between(0, 30)),
        ["currency"] = random.Pick(Samples.Currencies),
        ["country"] = random.Pick(Samples.Countries),
    };

    public JsonObject ReceivingTicket(int? wished) => new()
    {
        ["status"] = random.Pick(["in transit", "checked in"]),
        ["production_order_number"] = $"PO-{random.Between(10, 99)}",
        ["delivery_name"] = $"Drop {random.Between(1, 4)}",
        ["vendor"] = random.Pick(["Têxteis Lda", "Ho & Söhne", "Kumaş A.Ş."]),
        ["in_warehouse_date"] = null,
        ["warehouse"] = random.Pick(Samples.Warehouses),
        ["line_items"] = lines.Compose(wished).Lines,
    };

    public JsonObject Payment() => new()
    {
        ["amount"] = Money.Text(random.Between(100, 9999) / 10m),
        ["currency"] = random.Pick(Samples.Currencies),
        ["payment_type"] = random.Pick(["bank transfer", "card"]),
        ["reference"] = random.Jitter(0.5) ? null : "",
        ["date"] = "2026-11-05",
        ["invoice_id"] = random.Between(330_000, 339_999),
    };

    private JsonObject Variation() => new()
    {
        ["id"] = random.Between(9000, 9999),
        ["color"] = random.Pick(Samples.Colors),
        ["prices"] = new JsonArray(new JsonObject
        {
            ["name"] = "AUD",
            ["currency"] = "AUD",
            ["wsp_money"] = Money.Text(random.Between(40, 200)),
            ["msrp_money"] = Money.Text(random.Between(200, 500)),
        }),
        ["skus"] = new JsonArray([.. Samples.Sizes.Select(Sku)]),
    };

    private JsonObject Sku(string size) => new()
    {
        ["id"] = random.Between(50_000, 59_999),
        ["sku_number"] = $"LOS-26-{size}",
        ["ean"] = $"93500005{random.Between(10_000, 99_999)}",
        ["size"] = size,
        ["in_stock"] = random.Between(0, 40),
        ["available_to_sell"] = random.Between(0, 20),
    };
}
