using System.Text.Json.Nodes;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>Composes the documents of a sale: order, pick ticket, invoice, credit note, return.</summary>
internal sealed class SalesComposer(SeededRandom random, LineItemComposer lines)
{
    public JsonObject SalesOrder(int? wished) => WithTotals(lines.Compose(wished), new()
    {
        ["order_number"] = OrderNumber(),
        ["order_source"] = random.Pick(Samples.Sources),
        ["status"] = random.Pick(["confirmed", "part shipped", "shipped"]),
        ["customer_id"] = CustomerId(),
        ["customer_name"] = random.Pick(Samples.Companies),
        ["channel"] = random.Pick(Samples.Channels),
        ["start_ship_date"] = "2026-11-02",
        ["cancel_date"] = null,
        ["notes"] = random.Jitter(0.5) ? null : "",
        ["address"] = Address(),
    });

    public JsonObject PickTicket(int? wished) => WithTotals(lines.Compose(wished), new()
    {
        ["stock_adjusted_at"] = null,
        ["tracking_number"] = random.Jitter(0.5) ? null : $"AP{random.Between(100_000, 999_999)}AU",
        ["carrier"] = "",
        ["service"] = null,
        ["order_number"] = OrderNumber(),
        ["order_id"] = random.Between(70_000, 79_999),
        ["order_source"] = random.Pick(Samples.Sources),
        ["warehouse"] = random.Pick(Samples.Warehouses),
        ["channel"] = random.Pick(Samples.Channels),
        ["shipment_number"] = random.Between(3000, 3999),
        ["customer_id"] = CustomerId(),
        ["customer_name"] = random.Pick(Samples.Companies),
        ["date"] = "2026-11-02",
        ["shipping_cost"] = "0.0",
        ["shipping_tax"] = "0.0",
        ["address"] = Address(),
        ["contact_name"] = random.Pick(Samples.People),
        ["contact_email"] = "contact@example.com",
        ["contact_phone"] = null,
        ["dimensions"] = "10 x 20 x 30",
        ["gross_weight"] = random.Jitter(0.5) ? null : Money.Text(random.Between(1, 40)),
        ["status"] = random.Pick(["open", "picked", "packed", "shipped"]),
    });

    public JsonObject Invoice(int? wished)
    {
        var items = lines.Compose(wished);
        return WithTotals(items, new()
        {
            ["invoice_number"] = $"INV-{random.Between(2000, 9999)}",
            ["due_date"] = "2026-12-03",
            ["invoice_type"] = "regular",
            ["total_paid"] = "0.0",
            ["total_credited"] = "0.0",
            ["amount_outstanding"] = Money.Text(items.Total),
            ["channel_id"] = random.Between(1, 9),
            ["channel_name"] = random.Pick(Samples.Channels),
            ["payment_terms"] = "30 days",
            ["order_number"] = OrderNumber(),
            ["customer_name"] = random.Pick(Samples.Companies),
            ["company_id"] = CustomerId(),
            ["payments_count"] = 0,
            ["billing_address"] = Address(),
            ["shipping_address"] = Address(),
        });
    }

    public JsonObject CreditNote(int? wished)
    {
        var items = lines.Compose(wished);
        return new()
        {
            ["reference"] = null,
            ["credit_note_number"] = $"CN-{random.Between(10, 999)}",
            ["order_number"] = OrderNumber(),
            ["total_credited"] = Money.Text(items.Total),
            ["total_refunded"] = "0.0",
            ["amount_outstanding"] = Money.Text(items.Total),
            ["freeform_amount"] = "0.0",
            ["freeform_description"] = random.Pick(["damaged", "verspätet", "", "mauvaise taille"]),
            ["warehouse_name"] = random.Pick(Samples.Warehouses),
            ["line_items"] = items.Lines,
        };
    }

    public JsonObject Return(int? wished)
    {
        var items = lines.Compose(wished);
        return new()
        {
            ["return_number"] = $"RMA-{random.Between(100, 999)}",
            ["order_number"] = OrderNumber(),
            ["status"] = random.Pick(["authorised", "received"]),
            ["customer_id"] = CustomerId(),
            ["customer_name"] = random.Pick(Samples.Companies),
            ["reason"] = random.Jitter(0.5) ? null : "zu groß",
            ["total_quantity"] = items.Quantity,
            ["grand_total"] = Money.Text(items.Total),
            ["line_items"] = items.Lines,
        };
    }

    private JsonObject WithTotals(LineItems items, JsonObject document)
    {
        document["items_total"] = Money.Text(items.Subtotal);
        document["items_tax"] = Money.Text(items.Tax);
        document["subtotal"] = Money.Text(items.Subtotal);
        document["total_tax"] = Money.Text(items.Tax);
        document["grand_total"] = Money.Text(items.Total);
        document["total_quantity"] = items.Quantity;
        document["currency"] = random.Pick(Samples.Currencies);
        document["sale_id"] = random.Between(70_000, 79_999);
        document["line_items"] = items.Lines;
        return document;
    }

    // The same field is a number in one record and a string in the next.
    private JsonValue OrderNumber()
    {
        var number = random.Between(1000, 9999);
        return random.Jitter(0.5) ? JsonValue.Create(number) : JsonValue.Create($"{number}");
    }

    private int CustomerId() => random.Between(6000, 6999);

    private JsonObject Address() => new()
    {
        ["line_1"] = $"{random.Between(1, 200)} {random.Pick(Samples.Streets)}",
        ["line_2"] = "",
        ["line_3"] = null,
        ["city"] = random.Pick(Samples.Cities),
        ["state"] = null,
        ["country"] = random.Pick(Samples.Countries),
        ["postcode"] = $"{random.Between(1000, 9999)}",
    };
}
