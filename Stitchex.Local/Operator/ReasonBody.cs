namespace Stitchex.Local.Operator;

/// <summary>Says why something is stopped.</summary>
/// <param name="Reason">The reason.</param>
internal sealed record ReasonBody(string Reason);
