namespace Stitchex.Functions.Operations.Differences;

/// <summary>One line of a difference.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text.</param>
internal sealed record DifferenceLine(DifferenceKind Kind, string Text);
