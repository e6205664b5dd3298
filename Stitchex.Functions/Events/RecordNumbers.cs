using System.Text;
using System.Text.Json;

namespace Stitchex.Functions.Events;

/// <summary>Reads numbers that people know a record by, from a record and from the text that rows keep of them.</summary>
internal static class RecordNumbers
{
    private const int MaxLength = 100;

    // As deep as a body may be: a bit a level.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = int.MaxValue };

    /// <summary>Reads the numbers of a record.</summary>
    /// <param name="record">Its JSON, which was read before; empty where there is none.</param>
    /// <param name="names">The members that have them.</param>
    public static List<RecordNumber> Read(ReadOnlySpan<byte> record, IReadOnlyList<string> names)
    {
        List<RecordNumber> numbers = [];
        var reader = new Utf8JsonReader(record, ReaderOptions);
        if (record.IsEmpty || !reader.Read())
        {
            return numbers;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader, names);
            reader.Read();
            if (name is not null && NumberOf(ref reader) is { } number)
            {
                numbers.Add(new RecordNumber(name, number));
            }

            reader.Skip();
        }

        return numbers;
    }

    /// <summary>Reads what a row keeps of them; what is no number there is none.</summary>
    public static IEnumerable<RecordNumber> Parse(string? text) =>
        from line in text?.Split('\n') ?? []
        let end = line.IndexOf('=', StringComparison.Ordinal)
        where end > 0
        select new RecordNumber(line[..end], line[(end + 1)..]);

    /// <summary>What a row keeps of them; null where there are none.</summary>
    public static string? ToText(IReadOnlyCollection<RecordNumber> numbers) =>
        numbers.Count == 0 ? null : string.Join('\n', numbers.Select(number => $"{number.Name}={number.Value}"));

    private static string? NameOf(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        // Names of settings are never escaped, and the comparison throws on an escaped half of a pair.
        for (var i = 0; i < names.Count && !reader.ValueIsEscaped; i++)
        {
            if (reader.ValueTextEquals(names[i]))
            {
                return names[i];
            }
        }

        return null;
    }

    private static string? NumberOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number) || reader.ValueSpan.Length > MaxLength * 6)
        {
            return null;
        }

        try
        {
            var text = reader.TokenType == JsonTokenType.Number
                ? WholeNumber.Plain(Encoding.UTF8.GetString(reader.ValueSpan))
                : reader.GetString()!.Trim();
            return text.Length <= MaxLength && text.Any(char.IsLetterOrDigit) && !text.Any(IsNoText) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a pair, or no UTF-8.
            return null;
        }
    }

    // What no table keeps, and nobody types.
    private static bool IsNoText(char character) => char.IsControl(character) || char.IsSurrogate(character) || character >= '\uFFFD';
}
