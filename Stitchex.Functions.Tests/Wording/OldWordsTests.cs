using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Wording;

/// <summary>What people read says things in the field's words: documents, the page, alerts, log messages, errors, the command line.</summary>
public sealed partial class OldWordsTests
{
    [Fact]
    public void Documents_UseTheFieldsWords() => AssertFree([.. Lines("docs", ".md"), .. Lines("Stitchex.Local", ".md"), .. LinesOf("README.md")]);

    [Fact]
    public void Page_UsesTheFieldsWords() => AssertFree([.. Texts("Stitchex.Functions/Dashboard", ".js"), .. Lines("Stitchex.Functions/Dashboard", ".html")]);

    [Fact]
    public void Infrastructure_UsesTheFieldsWords() => AssertFree([.. Texts("infra", ".bicep"), .. LinesOf("infra/workbook.json")]);

    [Fact]
    public void MessagesOfTheCode_UseTheFieldsWords() => AssertFree([.. Texts("Stitchex.Functions", ".cs"), .. Texts("Stitchex.Local", ".cs")]);

    [Theory]
    [InlineData("It is handed on to handlers.", "deliver")]
    [InlineData("Needs somebody: 4 dead", "dead-lettered")]
    [InlineData("Storage is away", "is unavailable")]
    public void OldWord_IsFound(string text, string replacement) =>
        Assert.Contains(OldWord.All, word => word.Pattern.IsMatch(text) && word.Replacement == replacement);

    [Theory]
    [InlineData("Dead-lettered. Kept until you replay or resolve it.")]
    [InlineData("The deadline has passed.")]
    [InlineData("A recommendation")]
    public void OtherText_IsFree(string text) => Assert.DoesNotContain(OldWord.All, word => word.Pattern.IsMatch(text));

    private static void AssertFree(IReadOnlyList<(string Place, string Text)> lines)
    {
        var found = from line in lines
                    from word in OldWord.All
                    from Match match in word.Pattern.Matches(line.Text)
                    select $"{line.Place}: '{match.Value}'. Write: {word.Replacement}.";

        Assert.NotEmpty(lines);
        Assert.True(!found.Any(), string.Join('\n', found));
    }

    private static IEnumerable<(string Place, string Text)> Lines(string folder, string extension) =>
        RepositoryFiles.Below(folder).Where(file => file.EndsWith(extension, StringComparison.Ordinal)).SelectMany(file => LinesOf($"{folder}/{file}"));

    // Comments are for those who read code; what stands in quotation marks is for everybody.
    private static IEnumerable<(string Place, string Text)> Texts(string folder, string extension) =>
        from line in Lines(folder, extension)
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match text in Quoted().Matches(line.Text)
        select (line.Place, text.Value);

    private static IEnumerable<(string Place, string Text)> LinesOf(string file) =>
        File.ReadLines(Path.Combine(RepositoryFiles.Root, file)).Select((text, index) => ($"{file}:{index + 1}", text));

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`
        """)]
    private static partial Regex Quoted();
}
