using System.Text;
using Stitchex.Functions.Operations.Differences;

namespace Stitchex.Functions.Tests.Operations.Differences;

public sealed class JsonDifferenceTests
{
    [Fact]
    public void OrderOfNames_MakesNoDifference() =>
        Assert.All(Compare("""{"a":1,"b":{"c":1.50,"d":[1,2]}}""", """{"b":{"d":[1,2],"c":1.50},"a":1}""").Lines, line => Assert.Equal(DifferenceKind.Skipped, line.Kind));

    [Fact]
    public void Changes_AreShownWithALittleAroundThem()
    {
        var before = $$"""{"a":[{{string.Join(',', Enumerable.Range(0, 20))}}],"total":1.50,"z":null}""";
        var after = before.Replace("1.50", "1.5", StringComparison.Ordinal);

        Assert.Equal(
            ["Skipped 21 equal lines", "Same     19", "Same   ],", "Removed   \"total\": 1.50,", "Added   \"total\": 1.5,", "Same   \"z\": null", "Same }"],
            Compare(before, after).Lines.Select(line => $"{line.Kind} {line.Text}"));
    }

    [Fact]
    public void EqualTexts_AreOneSkippedLine() =>
        Assert.Equal(new DifferenceLine(DifferenceKind.Skipped, "8 equal lines"), Assert.Single(Compare("[1,2,3,4,5,6]", "[1,2,3,4,5,6]").Lines));

    [Fact]
    public void WhollyDifferentLargeTexts_AreCut()
    {
        var (lines, isTruncated) = Compare($"[{string.Join(',', Enumerable.Range(0, 40_000))}]", $"[{string.Join(',', Enumerable.Range(100_000, 40_000))}]");

        Assert.True(isTruncated);
        Assert.InRange(lines.Count, 5_000, 6_100);
    }

    [Fact]
    public void VeryLongLine_IsCut_NotInsideACharacter()
    {
        var line = Compare($$"""{"a":"{{string.Concat(Enumerable.Repeat("💥", 3_000))}}"}""", """{"a":""}""").Lines.Single(line => line.Kind == DifferenceKind.Removed);

        Assert.InRange(line.Text.Length, 1_999, 2_001);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line.Text)));
    }

    [Fact]
    public void TextThatIsNoJson_IsNotCompared() => Assert.Null(JsonDifference.Compare("{}"u8.ToArray(), "<html>"u8.ToArray()));

    private static (IReadOnlyList<DifferenceLine> Lines, bool IsTruncated) Compare(string before, string after) =>
        Assert.NotNull(JsonDifference.Compare(Encoding.UTF8.GetBytes(before), Encoding.UTF8.GetBytes(after)));
}
