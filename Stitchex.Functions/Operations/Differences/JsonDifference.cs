using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Stitchex.Functions.Operations.Details;

namespace Stitchex.Functions.Operations.Differences;

/// <summary>Compares two JSON texts line by line, after both were indented alike. What it costs is bounded: of large texts, the start is compared.</summary>
internal static class JsonDifference
{
    private const int MaxLength = 512 * 1024;
    private const int MaxLines = 3_000;
    private const int MaxLineLength = 2_000;
    private const int MaxEqual = 6;
    private const int Context = 2;

    /// <summary>Compares two texts; null where one of them is no JSON.</summary>
    public static (IReadOnlyList<DifferenceLine> Lines, bool IsTruncated)? Compare(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (PrettyJson.Write(before, sortsNames: true, MaxLength) is not { } old || PrettyJson.Write(after, sortsNames: true, MaxLength) is not { } now)
        {
            return null;
        }

        var (oldText, oldIsCut) = Start(old);
        var (newText, newIsCut) = Start(now);
        var lines = InlineDiffBuilder.Diff(oldText, newText, ignoreWhiteSpace: false).Lines;
        return ([.. Fold(lines)], oldIsCut || newIsCut);
    }

    private static (string Text, bool IsCut) Start(BoundedText bounded)
    {
        var lines = bounded.ToString().Split('\n', MaxLines + 1);
        return lines.Length > MaxLines ? (string.Join('\n', lines[..MaxLines]), true) : (string.Join('\n', lines), bounded.IsTruncated);
    }

    // Long stretches that are equal are left out, all but a little on either side of what differs.
    private static IEnumerable<DifferenceLine> Fold(List<DiffPiece> lines)
    {
        for (var i = 0; i < lines.Count;)
        {
            var end = i;
            while (end < lines.Count && lines[end].Type == ChangeType.Unchanged)
            {
                end++;
            }

            if (end - i > MaxEqual)
            {
                var (first, last) = (i == 0 ? i : i + Context, end == lines.Count ? end : end - Context);
                foreach (var line in lines[i..first].Select(Line).Append(new DifferenceLine(DifferenceKind.Skipped, $"{last - first:N0} equal lines")).Concat(lines[last..end].Select(Line)))
                {
                    yield return line;
                }

                i = end;
            }
            else
            {
                yield return Line(lines[i++]);
            }
        }
    }

    private static DifferenceLine Line(DiffPiece piece)
    {
        var kind = piece.Type switch
        {
            ChangeType.Inserted => DifferenceKind.Added,
            ChangeType.Deleted => DifferenceKind.Removed,
            _ => DifferenceKind.Same,
        };
        var text = piece.Text ?? "";
        var end = char.IsHighSurrogate(text.ElementAtOrDefault(MaxLineLength - 1)) ? MaxLineLength - 1 : MaxLineLength;
        return new DifferenceLine(kind, text.Length > MaxLineLength ? text[..end] + "…" : text);
    }
}
