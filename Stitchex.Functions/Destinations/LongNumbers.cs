using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stitchex.Functions.Destinations;

/// <summary>Finds the numbers in a record that may have more digits than a JavaScript number holds.</summary>
internal static class LongNumbers
{
    // 15 digits always fit.
    private const int MaxShort = 15;

    // Where an array is, its elements are counted; where an object is, the name is where the record has it.
    private const int IsArray = -1;

    /// <summary>
    /// Lists them as JSON, each with the way to it: <c>[[["lines",3,"id"],"9007199254740993"]]</c>; null where there are none.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="maxDepth">How deep it may be nested.</param>
    public static string? In(ReadOnlySpan<byte> record, int maxDepth)
    {
        StringBuilder? found = null;
        var path = new List<(int Start, int Length)>();
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = maxDepth });
        while (reader.Read())
        {
            if (path is [.., (var index, IsArray)] && reader.TokenType is not JsonTokenType.EndArray)
            {
                path[^1] = (index + 1, IsArray);
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    path.Add(default);
                    break;
                case JsonTokenType.StartArray:
                    path.Add((-1, IsArray));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    break;
                case JsonTokenType.PropertyName:
                    path[^1] = ((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);
                    break;
                case JsonTokenType.Number when path.Count > 0 && IsLong(reader.ValueSpan):
                    Add(found ??= new StringBuilder(), record, path, reader.ValueSpan);
                    break;
            }
        }

        return found is null ? null : $"[{found}]";
    }

    private static bool IsLong(ReadOnlySpan<byte> number) => number.Length > MaxShort || number.IndexOfAny("eE"u8) >= 0;

    private static void Add(StringBuilder found, ReadOnlySpan<byte> record, List<(int Start, int Length)> path, ReadOnlySpan<byte> number)
    {
        found.Append(found.Length > 0 ? ",[[" : "[[");
        for (var i = 0; i < path.Count; i++)
        {
            var (start, length) = path[i];
            found.Append(i > 0 ? "," : "");
            found.Append(length == IsArray ? start.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(record.Slice(start, length)));
        }

        found.Append("],\"").Append(Encoding.UTF8.GetString(number)).Append("\"]");
    }
}
