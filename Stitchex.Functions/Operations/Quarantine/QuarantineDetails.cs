using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>Something that was quarantined, with its content.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why it was quarantined.</param>
/// <param name="Length">How long it was, in bytes.</param>
/// <param name="FirstSeenAt">When it came first.</param>
/// <param name="Content">Its start.</param>
internal sealed record QuarantineDetails(string Key, string Kind, string Reason, int Length, DateTimeOffset FirstSeenAt, QuarantineContent Content)
    : QuarantineSummary(Key, Kind, Reason, Length, FirstSeenAt)
{
    /// <summary>Tells of something that was quarantined.</summary>
    public static new QuarantineDetails From(QuarantinedRow row)
    {
        var isTruncated = row.Content.Length < row.Length;
        return new(row.Key, row.Kind, row.Reason, row.Length, row.FirstSeenAt, new QuarantineContent(new BoundedText(row.Content, isTruncated).ToString(), isTruncated));
    }
}
