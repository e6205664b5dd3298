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
/// <param name="EventId">The id of the event that a body is, as the app reads it today; null where it is none, or for a message.</param>
internal sealed record QuarantineDetails(
    string Key, string Kind, string Reason, int Length, DateTimeOffset FirstSeenAt, QuarantineContent Content, string? EventId)
    : QuarantineSummary(Key, Kind, Reason, Length, FirstSeenAt)
{
    /// <summary>Tells of something that was quarantined.</summary>
    public static QuarantineDetails From(QuarantinedRow row, string? eventId)
    {
        var isTruncated = row.Content.Length < row.Length;
        return new(row.Key, row.Kind, row.Reason, row.Length, row.FirstSeenAt, new QuarantineContent(new BoundedText(row.Content, isTruncated).ToString(), isTruncated), eventId);
    }
}
