using System.Globalization;
using System.Text.RegularExpressions;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>A query's filter, as far as the app uses it: comparisons of texts, and of times, which sort as texts. All have to hold.</summary>
internal sealed partial class TableFilter
{
    private readonly List<(string Name, string Operator, string Value)> _comparisons = [];

    /// <summary>Gets the partition that it is for; null where it is for several.</summary>
    public string? OnlyPartition => _comparisons.Find(comparison => comparison is (nameof(MemoryRow.PartitionKey), "eq", _)).Value;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="NotSupportedException">It is of a kind that the app does not use.</exception>
    public static TableFilter Parse(string text)
    {
        var filter = new TableFilter();
        foreach (var part in text.Split(" and ").Select(part => part.Trim('(', ')', ' ')))
        {
            if (Comparison().Match(part) is not { Success: true } match)
            {
                throw new NotSupportedException($"'{part}' of the filter '{text}' is not known here.");
            }

            var value = match.Groups["value"].Value.Replace("''", "'", false, CultureInfo.InvariantCulture);
            filter._comparisons.Add((match.Groups["name"].Value, match.Groups["operator"].Value, value));
        }

        return filter;
    }

    /// <summary>Whether rows of a partition may pass.</summary>
    public bool MayBeIn(string partitionKey) =>
        _comparisons.TrueForAll(comparison => comparison.Name != nameof(MemoryRow.PartitionKey) || Holds(comparison, partitionKey));

    /// <summary>The rows of a partition that pass, without a look at those before or behind the keys in question.</summary>
    /// <param name="partition">The rows.</param>
    /// <param name="from">The key of the row to begin with; null to begin with the first.</param>
    public IEnumerable<MemoryRow> In(SortedSet<MemoryRow> partition, string? from)
    {
        var keys = _comparisons.FindAll(comparison => comparison.Name == nameof(MemoryRow.RowKey));
        var lower = keys.Where(key => key.Operator is "ge" or "gt" or "eq").Select(key => key.Value).Append(from ?? "").Max(StringComparer.Ordinal)!;
        var upper = keys.Where(key => key.Operator is "le" or "lt" or "eq").Select(key => key.Value).Append("\uFFFF").Min(StringComparer.Ordinal)!;
        return string.CompareOrdinal(lower, upper) > 0
            ? []
            : partition.GetViewBetween(MemoryRow.Key(lower), MemoryRow.Key(upper)).Where(Passes);
    }

    private bool Passes(MemoryRow row) => _comparisons.TrueForAll(comparison => Holds(comparison, ValueOf(row, comparison.Name)));

    private static string? ValueOf(MemoryRow row, string name) => name switch
    {
        nameof(MemoryRow.PartitionKey) => row.PartitionKey,
        nameof(MemoryRow.RowKey) => row.RowKey,
        _ => row.Text(name),
    };

    private static bool Holds((string Name, string Operator, string Value) comparison, string? value)
    {
        var order = string.CompareOrdinal(value, comparison.Value);
        return comparison.Operator switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            _ => order <= 0,
        };
    }

    [GeneratedRegex("^(?<name>\\w+) (?<operator>eq|ne|gt|ge|lt|le) (?:datetime)?'(?<value>.*)'$")]
    private static partial Regex Comparison();
}
