using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;

namespace Stitchex.Functions.Operations.Refused;

/// <summary>Something that was refused, with its content.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="Length">How long it was, in bytes.</param>
/// <param name="FirstSeenAt">When it came first.</param>
/// <param name="Content">Its start.</param>
internal sealed record RefusedDetails(string Key, string Kind, string Reason, int Length, DateTimeOffset FirstSeenAt, RefusedContent Content)
    : RefusedSummary(Key, Kind, Reason, Length, FirstSeenAt)
{
    /// <summary>Tells of something that was refused.</summary>
    public static new RefusedDetails Of(RefusedRow row)
    {
        var isTruncated = row.Content.Length < row.Length;
        return new(row.Key, row.Kind, row.Reason, row.Length, row.FirstSeenAt, new RefusedContent(new BoundedText(row.Content, isTruncated).ToString(), isTruncated));
    }
}
