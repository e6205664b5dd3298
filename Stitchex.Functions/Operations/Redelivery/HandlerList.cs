namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>The handlers of the app, in the order in which they are called.</summary>
/// <param name="Handlers">The handlers.</param>
internal sealed record HandlerList(IReadOnlyList<HandlerSummary> Handlers);
