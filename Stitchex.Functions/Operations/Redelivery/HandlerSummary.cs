namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>One handler.</summary>
/// <param name="Name">Its name: that of its class, with the namespace where two classes have the same name; or a destination's.</param>
/// <param name="Resources">The resources whose records it gets; empty for all.</param>
internal sealed record HandlerSummary(string Name, IReadOnlyList<string> Resources);
