namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>Asks for a record to be redelivered.</summary>
/// <param name="Handler">The only handler that is to get it; null for all.</param>
internal sealed record RedeliverRequest(string? Handler = null)
{
    /// <summary>Bodies that are right.</summary>
    public const string Example = """{"handler":"PostInvoice"}, or {} for all handlers""";
}
