using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What a job does with each event, or record.</summary>
internal enum JobKind
{
    /// <summary>It has the event tried again.</summary>
    [JsonStringEnumMemberName("replay")]
    Replay,

    /// <summary>It has the records of a resource delivered again.</summary>
    [JsonStringEnumMemberName("redeliver")]
    Redeliver,

    /// <summary>It notes that a person has dealt with the event.</summary>
    [JsonStringEnumMemberName("resolve")]
    Resolve,

    /// <summary>It reads the lists of Stitchex, and has the records fetched that were not delivered as they show them.</summary>
    [JsonStringEnumMemberName("backfill")]
    Backfill,
}
