using System.Globalization;
using System.Text;

namespace Stitchex.Local.Operator;

/// <summary>Makes texts that came from elsewhere fit for a terminal: what would steer it, or turn the writing round, is shown by its number.</summary>
internal static class TerminalText
{
    /// <summary>The text, with control and format characters as <c>\u{1B}</c>; line ends stay.</summary>
    public static string From(string? text)
    {
        var shown = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            _ = rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}")
                : shown.Append(rune.ToString());
        }

        return shown.ToString();
    }
}
