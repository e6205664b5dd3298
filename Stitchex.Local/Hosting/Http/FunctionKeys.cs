using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Hosting.Functions;

namespace Stitchex.Local.Hosting.Http;

/// <summary>The keys of a host, and what a request that presents one may do.</summary>
internal sealed class FunctionKeys
{
    /// <summary>The name of the query parameter that carries a key.</summary>
    public const string QueryParameter = "code";

    /// <summary>The name of the header that carries a key.</summary>
    public const string HeaderName = "x-functions-key";

    private readonly Dictionary<string, string> _functionKeys;

    /// <summary>Takes the keys that are known beforehand and makes up the others.</summary>
    public FunctionKeys(FunctionsHostKeys keys, IEnumerable<string> functionNames)
    {
        MasterKey = keys.MasterKey ?? NewKey();
        HostKey = keys.HostKey ?? NewKey();
        _functionKeys = functionNames.ToDictionary(
            name => name,
            name => keys.FunctionKeys.GetValueOrDefault(name) ?? NewKey(),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Gets the key that opens everything.</summary>
    public string MasterKey { get; }

    /// <summary>Gets the key that opens all functions.</summary>
    public string HostKey { get; }

    /// <summary>Gets the key that opens one function.</summary>
    public string KeyOf(string functionName) => _functionKeys[functionName];

    /// <summary>Tells whether a request may call a function.</summary>
    public bool Opens(HttpRequest request, string functionName, KeyLevel required)
    {
        if (required == KeyLevel.Anonymous)
        {
            return true;
        }

        // The master key opens whatever there is; of the other levels none opens another.
        var presented = LevelOf(request, functionName);
        return presented == KeyLevel.Admin || presented == required;
    }

    /// <summary>Tells whether a request presents the master key.</summary>
    public bool IsAdmin(HttpRequest request) => LevelOf(request, functionName: null) == KeyLevel.Admin;

    /// <summary>The name of the key that a request presents, as the real host has them; null where it presents none.</summary>
    public string? NameOf(HttpRequest request, string functionName) => LevelOf(request, functionName) switch
    {
        KeyLevel.Admin => "master",
        KeyLevel.Function => "default",
        _ => null,
    };

    private KeyLevel LevelOf(HttpRequest request, string? functionName)
    {
        // The header counts, if there is one; the query is not looked at then.
        var presented = request.Headers.TryGetValue(HeaderName, out var values) || request.Query.TryGetValue(QueryParameter, out values)
            ? values.FirstOrDefault()
            : null;

        if (string.IsNullOrEmpty(presented))
        {
            return KeyLevel.Anonymous;
        }

        if (AreEqual(presented, MasterKey))
        {
            return KeyLevel.Admin;
        }

        return AreEqual(presented, HostKey) || (functionName is not null && AreEqual(presented, KeyOf(functionName)))
            ? KeyLevel.Function
            : KeyLevel.Anonymous;
    }

    private static bool AreEqual(string presented, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
