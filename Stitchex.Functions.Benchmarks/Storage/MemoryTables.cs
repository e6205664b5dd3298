using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>Tables, made by their first row.</summary>
internal sealed partial class MemoryTables
{
    private readonly ConcurrentDictionary<string, MemoryTable> _tables = new();

    /// <summary>Does what a request asks for.</summary>
    public CannedResponse Response(CannedRequest request)
    {
        if (request.Path == "$batch")
        {
            return ResponseTransaction(TableTransaction.Read(request));
        }

        var path = TablePath().Match(request.Path);
        var table = TableOf(path);
        return (request.Method, path.Groups["row"].Success) switch
        {
            ("GET", false) => table.Query(request),
            _ => table.Response(request, KeysOf(path)),
        };
    }

    private CannedResponse ResponseTransaction(List<CannedRequest> parts)
    {
        var paths = parts.ConvertAll(part => TablePath().Match(part.Path));
        return TableOf(paths[0]).ResponseAll(parts, paths.ConvertAll(KeysOf));
    }

    private MemoryTable TableOf(Match path) => _tables.GetOrAdd(path.Groups["table"].Value, static _ => new());

    private static (string PartitionKey, string RowKey)? KeysOf(Match path) =>
        path.Groups["row"].Success ? (Unquoted(path.Groups["partition"].Value), Unquoted(path.Groups["row"].Value)) : null;

    private static string Unquoted(string text) => text.Replace("''", "'", false, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<table>\w+)(?:\((?:PartitionKey='(?<partition>.*)',RowKey='(?<row>.*)')?\))?$")]
    private static partial Regex TablePath();
}
