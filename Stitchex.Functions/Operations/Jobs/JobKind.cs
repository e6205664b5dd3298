using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What a job does with each event, record or quarantined item.</summary>
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

    /// <summary>It has the quarantined item read again, as the app reads it today.</summary>
    [JsonStringEnumMemberName("replayQuarantined")]
    ReplayQuarantined,

    /// <summary>It removes the quarantined item.</summary>
    [JsonStringEnumMemberName("removeQuarantined")]
    RemoveQuarantined,

    /// <summary>It reads the lists of Stitchex, and has the records fetched that were not delivered as they show them.</summary>
    [JsonStringEnumMemberName("backfill")]
    Backfill,

    /// <summary>It compares the lists of Stitchex with what was delivered, and delivers what differs where that is asked for.</summary>
    [JsonStringEnumMemberName("reconcile")]
    Reconcile,

    /// <summary>It erases what is stored of the records.</summary>
    [JsonStringEnumMemberName("erase")]
    Erase,
}
