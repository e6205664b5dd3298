using System.Text.Json.Serialization;

namespace Stitchex.Functions.Operations.Details;

/// <summary>What happened to an event at a time.</summary>
internal enum TimelineKind
{
    /// <summary>It was received, or opened again.</summary>
    [JsonStringEnumMemberName("received")]
    Received,

    /// <summary>It was tried.</summary>
    [JsonStringEnumMemberName("attempt")]
    Attempt,

    /// <summary>It will be tried again.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It came to an end.</summary>
    [JsonStringEnumMemberName("outcome")]
    Outcome,

    /// <summary>A person replayed it, or ended its retries.</summary>
    [JsonStringEnumMemberName("operator")]
    Operator,

    /// <summary>A person has dealt with it.</summary>
    [JsonStringEnumMemberName("resolved")]
    Resolved,
}
