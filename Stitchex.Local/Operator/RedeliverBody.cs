namespace Stitchex.Local.Operator;

/// <summary>Asks for a record to be redelivered.</summary>
/// <param name="Handler">The only handler that is to get it; null for all.</param>
internal sealed record RedeliverBody(string? Handler);
