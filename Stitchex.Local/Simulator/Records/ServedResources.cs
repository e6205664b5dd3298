using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Records;

/// <summary>The resources that the simulated API serves; one that is new joins as soon as it has a record.</summary>
internal sealed class ServedResources
{
    private static readonly ResourceShape[] Known =
    [
        new("pick_ticket", "pick_tickets") { HasSinceId = true, HasSinceCreatedAt = true },
        new("receiving_ticket", "receiving_tickets") { HasSinceId = true, HasSinceCreatedAt = true, DeleteKey = "delivery" },
        new("product", "products"),
        new("customer", "customers"),
        new("return", "returns") { Envelope = RecordEnvelope.Plural },
        new("credit_note", "credit_notes") { Envelope = RecordEnvelope.Plural, HasSinceId = true },
        new("invoice", "invoices") { Envelope = RecordEnvelope.List, IdParameter = "invoice_id", HasSinceId = true },
        new("sales_order", "sales_orders"),
        new("payment", "payments") { HasSinceId = true, HasSinceCreatedAt = true },
        new("production_order", "production_orders") { PageSize = 50 },
        new("agent", "agents") { PageSize = 50 },
    ];

    private readonly ConcurrentDictionary<string, ResourceShape> _shapes;

    public ServedResources(IEnumerable<ResourceShape> overrides)
    {
        _shapes = new(Known.Select(shape => KeyValuePair.Create(shape.Name, shape)));
        foreach (var shape in overrides)
        {
            _shapes[shape.Name] = shape;
        }
    }

    public ResourceShape For(string resource) => _shapes.GetOrAdd(resource, static name => new(name, PluralOf(name)));

    /// <summary>Serves a resource in another place, or in another envelope.</summary>
    public void Serve(ResourceShape shape) => _shapes[shape.Name] = shape;

    /// <summary>Finds out what a path and its query ask for.</summary>
    public bool TryMatch(PathString path, IQueryCollection query, [NotNullWhen(true)] out ResourceMatch? match)
    {
        match = _shapes.Values.Select(shape => Match(shape, path, query)).FirstOrDefault(found => found is not null);
        return match is not null;
    }

    private static ResourceMatch? Match(ResourceShape shape, PathString path, IQueryCollection query)
    {
        if (!path.StartsWithSegments(shape.Path, StringComparison.Ordinal, out var rest))
        {
            return null;
        }

        var id = rest.Value?.Trim('/') ?? "";
        if (id.Length == 0)
        {
            var asked = shape.IdParameter is { } parameter ? query[parameter].ToString() : "";
            return new(shape, asked.Length > 0 ? asked : null);
        }

        return shape.IdParameter is null && !id.Contains('/') ? new(shape, id) : null;
    }

    private static string PluralOf(string name) => name.EndsWith('y') ? $"{name[..^1]}ies" : $"{name}s";
}
