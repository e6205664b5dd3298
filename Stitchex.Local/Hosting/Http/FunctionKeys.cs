using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Hosting.Functions;

namespace Stitchex.Local.Hosting.Http;

/// <summary>The keys of a host, and what a request that presents one may do.</summary>
internal sealed class FunctionKeys
{
    public const string QueryParameter = "code";

    public const string HeaderName = "x-functions-key";

    private readonly Dictionary<string, string> _functionKeys;

    /// <summary>Makes the keys.</summary>
    /// <param name="key">The host's; the webhook's is it with <c>-webhook</c> behind. Others, and all where it is null, are random, as in a new function app.</param>
    /// <param name="functionNames">The functions.</param>
    public FunctionKeys(string? key, IEnumerable<string> functionNames)
    {
        HostKey = key ?? NewKey();
        _functionKeys = functionNames.ToDictionary(name => name, name => key is not null && name == nameof(ReceiveWebhook) ? $"{key}-webhook" : NewKey(), StringComparer.OrdinalIgnoreCase);
    }

    public string MasterKey { get; } = NewKey();

    public string HostKey { get; }

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
