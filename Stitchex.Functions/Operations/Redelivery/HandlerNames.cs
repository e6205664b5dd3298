using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>Knows what operators call the handlers.</summary>
internal sealed class HandlerNames(IEnumerable<RecordHandlerRegistration> handlers)
{
    private readonly RecordHandlerRegistration[] _handlers = [.. handlers.DistinctBy(handler => handler.Name)];

    /// <summary>The handlers, in the order in which they are called.</summary>
    public HandlerList List() => new([.. _handlers.Select(handler => new HandlerSummary(NameOf(handler), handler.Resources))]);

    /// <summary>The handlers of a resource, by the names that rows have of them, and how operators call them.</summary>
    public IReadOnlyList<(string Name, string ShownAs)> Of(string resource) =>
        [.. _handlers.Where(handler => handler.Wants(resource)).Select(handler => (handler.Name, NameOf(handler)))];

    /// <summary>Finds the handler that an operator names.</summary>
    /// <param name="name">The name of its class, with or without the namespace, or a destination's; null for all handlers.</param>
    /// <param name="resource">The resource whose records it is to get.</param>
    /// <returns>What an event's row says of it; or an error that lists the handlers of the resource.</returns>
    public (string? RedeliverTo, string? Error) Find(string? name, string resource)
    {
        if (name is null)
        {
            return (EventRow.AllHandlers, null);
        }

        var candidates = _handlers.Where(handler => handler.Wants(resource)).ToList();
        return candidates.Find(handler => name == handler.Name || name == NameOf(handler)) is { } found
            ? (found.Name, null)
            : (null, $"handler is none of {resource}'s: {string.Join(", ", candidates.Select(NameOf))}.");
    }

    private string NameOf(RecordHandlerRegistration handler) =>
        _handlers.Count(other => other.ShortName == handler.ShortName) == 1 ? handler.ShortName : handler.Name;
}
