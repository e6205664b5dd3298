using System.Text.Json.Nodes;

namespace Stitchex.Local.Simulator.Generation;

/// <summary>The lines of a document and what they add up to.</summary>
internal sealed record LineItems(JsonArray Lines, decimal Subtotal, decimal Tax, int Quantity)
{
    public decimal Total => Subtotal + Tax;
}
