using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>Invents records that look like those of a brand at work.</summary>
internal sealed class RecordGenerator
{
    private readonly SeededRandom _random;
    private readonly TimeProvider _time;
    private readonly SalesComposer _sales;
    private readonly StockComposer _stock;
    private readonly ConcurrentDictionary<string, long> _lastIds = new();

    public RecordGenerator(SeededRandom random, TimeProvider time)
    {
        var lines = new LineItemComposer(random);
        _random = random;
        _time = time;
        _sales = new(random, lines);
        _stock = new(random, lines);
    }

    /// <summary>Gets the last id of each resource that has any.</summary>
    public IReadOnlyDictionary<string, long> LastIds => _lastIds.ToDictionary();

    /// <summary>Gets whether the next record has its non-ASCII text escaped.</summary>
    public bool WritesEscaped() => _random.Jitter(0.5);

    /// <summary>Has a resource's ids go on after one that was given before.</summary>
    public void GoOnAfter(string resource, long lastId) => _lastIds[resource] = lastId;

    /// <summary>Composes a record with a new id; a large number of lines makes a large record.</summary>
    public JsonObject Compose(string resource, long organisationId, int? lines = null)
    {
        var offset = _random.Pick(Timestamp.Offsets);
        var now = Timestamp.Write(_time.GetUtcNow(), offset);
        var record = new JsonObject
        {
            ["id"] = _lastIds.AddOrUpdate(resource, _ => _random.Between(1_000_000, 9_000_000), (_, last) => last + 1),
            ["created_at"] = now,
            ["updated_at"] = now,
        };
        if (resource is not ("product" or "customer"))
        {
            record["organisation_id"] = organisationId;
        }

        foreach (var (name, value) in ComposeContents(resource, lines))
        {
            record[name] = value?.DeepClone();
        }

        // A field that no documentation mentions: Stitchex adds some every month.
        record["custom_fields"] = new JsonObject { ["x_rating"] = _random.Between(1, 5), ["x_note"] = null };
        return record;
    }

    private JsonObject ComposeContents(string resource, int? lines) => resource switch
    {
        "sales_order" => _sales.SalesOrder(lines),
        "pick_ticket" => _sales.PickTicket(lines),
        "invoice" => _sales.Invoice(lines),
        "credit_note" => _sales.CreditNote(lines),
        "return" => _sales.Return(lines),
        "product" => _stock.Product(lines),
        "customer" => _stock.Customer(),
        "receiving_ticket" => _stock.ReceivingTicket(lines),
        "payment" => _stock.Payment(),
        _ => new() { ["name"] = _random.Pick(Samples.Products), ["status"] = "open" },
    };
}
