using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>How a record of Stitchex differs from what was delivered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FindingKind>))]
internal enum FindingKind
{
    /// <summary>Stitchex has it, and nothing of it was delivered, or its deletion was.</summary>
    [JsonStringEnumMemberName("missing")]
    Missing,

    /// <summary>What was delivered is older than what Stitchex has, or other content.</summary>
    [JsonStringEnumMemberName("older")]
    Older,

    /// <summary>What was delivered is newer than what Stitchex has, as where it was restored.</summary>
    [JsonStringEnumMemberName("ahead")]
    Ahead,

    /// <summary>It was delivered, and Stitchex does not have it.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,
}
