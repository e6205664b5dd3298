using Azure.Core;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>One request to storage, by itself or as a part of a transaction.</summary>
/// <param name="Method">The verb.</param>
/// <param name="Uri">The address, with its query.</param>
/// <param name="Header">Finds a header by its name; null where there is none.</param>
/// <param name="Body">The content; empty where there is none.</param>
internal sealed record CannedRequest(string Method, Uri Uri, Func<string, string?> Header, ReadOnlyMemory<byte> Body)
{
    private Dictionary<string, string>? _query;

    /// <summary>Gets the path, unescaped, without the slash at its start.</summary>
    public string Path { get; } = Uri.UnescapeDataString(Uri.AbsolutePath[1..]);

    /// <summary>Reads what a client is about to send, as a transport would.</summary>
    public static CannedRequest From(HttpMessage message)
    {
        using var content = new MemoryStream();
        message.Request.Content?.WriteTo(content, message.CancellationToken);
        var headers = message.Request.Headers;
        return new(
            message.Request.Method.Method,
            message.Request.Uri.ToUri(),
            name => headers.TryGetValue(name, out var value) ? value : null,
            content.GetBuffer().AsMemory(0, (int)content.Length));
    }

    /// <summary>A parameter of the query; null where it has none of that name.</summary>
    public string? Query(string name) => (_query ??= Parse(Uri.Query)).GetValueOrDefault(name);

    private static Dictionary<string, string> Parse(string query) => query
        .TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(parameter => parameter.Split('=', 2))
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
}
