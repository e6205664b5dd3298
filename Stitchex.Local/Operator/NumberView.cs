namespace Stitchex.Local.Operator;

/// <summary>A number that people know a record by.</summary>
/// <param name="Name">The record's member that has it.</param>
/// <param name="Value">The number.</param>
internal sealed record NumberView(string Name, string Value);
