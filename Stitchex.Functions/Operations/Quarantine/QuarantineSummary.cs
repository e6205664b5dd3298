using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>What a list tells of something that was quarantined.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">What it is: a webhook's <c>body</c>, or a <c>message</c> of the queue.</param>
/// <param name="Reason">Why it was quarantined.</param>
/// <param name="Length">How long it was, in bytes.</param>
/// <param name="FirstSeenAt">When it came first.</param>
internal record QuarantineSummary(string Key, string Kind, string Reason, int Length, DateTimeOffset FirstSeenAt)
{
    /// <summary>Tells of something that was quarantined.</summary>
    public static QuarantineSummary From(QuarantinedRow row) => new(row.Key, row.Kind, row.Reason, row.Length, row.FirstSeenAt);
}
