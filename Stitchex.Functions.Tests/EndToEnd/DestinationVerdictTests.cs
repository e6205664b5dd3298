using System.Text;
using Stitchex.Local.Destinations;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>That the verdict on what a destination got can fail, for each of its reasons.</summary>
public sealed class DestinationVerdictTests
{
    private static readonly ExpectedRecord Invoice = new("invoice", "7", """{"id":7,"n":2}"""u8.ToArray());
    private static readonly ExpectedRecord Deleted = new("invoice", "7", default);

    [Fact]
    public void NewestVersionInOrder_HasNoFault()
    {
        var verdict = Find([Invoice], Event(1, version: 1, """{"id":7,"n":1}"""), Event(2, version: 2, """{"id":7,"n":2}"""));

        Assert.Equal((2, 0, 0), (verdict.Received, verdict.Repeats, verdict.Late));
        Assert.Empty(verdict.Faults);
    }

    [Fact]
    public void SameIdAgain_IsARepeat() =>
        Assert.Equal(1, Find([Invoice], Event(1, 2, """{"id":7,"n":2}""", id: "a"), Event(2, 2, """{"id":7,"n":2}""", id: "a")).Repeats);

    [Fact]
    public void LowerSequence_IsLate_AndCountsForNothing()
    {
        var verdict = Find([Invoice], Event(2, 2, """{"id":7,"n":2}"""), Event(1, 1, """{"id":7,"n":1}"""));

        Assert.Equal(1, verdict.Late);
        Assert.Empty(verdict.Faults);
    }

    [Fact]
    public void OlderVersionAfterANewerOne_IsAFault() => Assert.Equal(
        [
            "here: invoice/7 came in version 2026-11-27T00:00:01.0000000+00:00 after 2026-11-27T00:00:02.0000000+00:00.",
            "here: invoice/7 came last in version 2026-11-27T00:00:01.0000000+00:00, which is not its newest.",
        ],
        Find([Invoice], Event(1, 2, """{"id":7,"n":2}"""), Event(2, 1, """{"id":7,"n":1}""")).Faults);

    [Fact]
    public void SameRecordUnderAnotherId_IsAFault() => Assert.Equal(
        ["here: invoice/7 came unchanged under another id, id2."],
        Find([Invoice], Event(1, 2, """{"id":7,"n":2}"""), Event(2, 2, """{"id":7,"n":2}""")).Faults);

    [Fact]
    public void RecordThatNeverCame_IsAFault() => Assert.Equal(["here: invoice/7 never came."], Find([Invoice]).Faults);

    [Fact]
    public void DeletionThatNeverCame_IsAFault() =>
        Assert.Equal(["here: invoice/7 is deleted in Stitchex only."], Find([Deleted], Event(1, 2, """{"id":7,"n":2}""")).Faults);

    [Fact]
    public void RecordAfterItsDeletion_IsAFault() => Assert.Equal(
        ["here: invoice/7 came again after its deletion.", "here: invoice/7 is deleted in Stitchex only."],
        Find([Deleted], Event(1, version: null, data: null), Event(2, 2, """{"id":7,"n":2}""")).Faults);

    private static DestinationVerdict Find(IReadOnlyList<ExpectedRecord> expected, params string[] events) =>
        DestinationVerdict.Find("here", [.. events.Select(text => ReceivedChange.Parse(Encoding.UTF8.GetBytes(text)))], expected);

    private static string Event(int sequence, int? version, string? data, string? id = null) =>
        $$"""
        {"id":"{{id ?? $"id{sequence}"}}","subject":"invoice/7","sequence":"{{sequence:D19}}","type":"com.stitchex.invoice.{{(data is null ? "deleted" : "updated")}}"
        {{(version is null ? "" : $",\"time\":\"2026-11-27T00:00:0{version}Z\"")}}{{(data is null ? "" : $",\"data\":{data}")}}}
        """;
}
