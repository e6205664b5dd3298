namespace Stitchex.Local.Operator;

/// <summary>Asks for all records of a resource to be redelivered.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Handler">The only handler that is to get them; null for all.</param>
/// <param name="From">Since when they were delivered; null for always.</param>
/// <param name="RatePerMinute">How many in a minute at most.</param>
internal sealed record RedeliveryJobBody(string Resource, string? Handler, string? From, int RatePerMinute)
{
    /// <summary>Gets what the job does.</summary>
    public string Kind { get; } = "redeliver";
}
