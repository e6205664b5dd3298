namespace Stitchex.Local.Operator;

/// <summary>What was delivered last of a record.</summary>
/// <param name="Version">The version that every handler has.</param>
/// <param name="IsTombstone">Whether it was the record's deletion.</param>
internal sealed record DeliveredView(DateTimeOffset? Version, bool IsTombstone);
