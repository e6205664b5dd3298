namespace Stitchex.Local.Operator;

/// <summary>Why a deployment rejected something.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Detail">What was found, and what to do.</param>
internal sealed record OperatorProblem(string? Title, string? Detail);
