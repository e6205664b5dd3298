using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Differences;

/// <summary>What a line of a difference is.</summary>
internal enum DifferenceKind
{
    /// <summary>It is in both.</summary>
    [JsonStringEnumMemberName("same")]
    Same,

    /// <summary>It is in the archived record only.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>It is in the event's snapshot only.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>It stands for lines that are in both and are left out.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
