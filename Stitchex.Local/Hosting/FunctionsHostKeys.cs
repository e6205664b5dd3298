namespace Stitchex.Local.Hosting;

/// <summary>Keys that are known beforehand. What is left out is random, as in a new function app.</summary>
internal sealed record FunctionsHostKeys
{
    /// <summary>Gets the key that opens everything, the admin endpoint included.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Gets the key that opens all functions.</summary>
    public string? HostKey { get; init; }

    /// <summary>Gets the keys that open one function each, by its name.</summary>
    public IReadOnlyDictionary<string, string> FunctionKeys { get; init; } = new Dictionary<string, string>();
}
