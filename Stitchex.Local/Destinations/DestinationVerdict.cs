using Stitchex.Functions.Records;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Destinations;

/// <summary>Whether a destination got what it is promised: each record's newest version in the end, none older after a newer one, none twice.</summary>
/// <param name="Destination">The destination's name.</param>
/// <param name="Received">How many events it got.</param>
/// <param name="Repeats">How many came again under the same id, as what a kill cut off does.</param>
/// <param name="Late">How many had a lower sequence than one before, by which a receiver knows what a stalled attempt sends late.</param>
/// <param name="Faults">What is wrong, a sentence each.</param>
internal sealed record DestinationVerdict(string Destination, int Received, int Repeats, int Late, IReadOnlyList<string> Faults)
{
    /// <summary>Compares what a destination got with what Stitchex has.</summary>
    /// <param name="destination">The destination's name.</param>
    /// <param name="changes">What it got, in order.</param>
    /// <param name="expected">What Stitchex has.</param>
    public static DestinationVerdict Find(string destination, IReadOnlyList<ReceivedChange> changes, IReadOnlyList<ExpectedRecord> expected)
    {
        var newest = new Dictionary<string, ReceivedChange>(StringComparer.Ordinal);
        var (repeats, late) = (0, 0);
        List<string> faults = [];
        foreach (var change in changes)
        {
            var before = newest.GetValueOrDefault(change.Subject);
            if (before is not null && string.CompareOrdinal(change.Sequence, before.Sequence) < 0)
            {
                late++;
            }
            else
            {
                repeats += change.Id == before?.Id ? 1 : 0;
                faults.AddRange(before is null ? [] : FaultsOf(before, change));
                newest[change.Subject] = change;
            }
        }

        faults.AddRange(expected.Select(record => FindMiss(record, newest)).OfType<string>());
        return new DestinationVerdict(destination, changes.Count, repeats, late, [.. faults.Select(fault => $"{destination}: {fault}.")]);
    }

    private static IEnumerable<string> FaultsOf(ReceivedChange before, ReceivedChange change)
    {
        if (change.Id == before.Id)
        {
            yield break;
        }

        if (change.Version < before.Version)
        {
            yield return $"{change.Subject} came in version {change.Version:O} after {before.Version:O}";
        }

        if (before.IsDeleted && !change.IsDeleted)
        {
            yield return $"{change.Subject} came again after its deletion";
        }

        if (change.Data == before.Data && change.IsDeleted == before.IsDeleted)
        {
            yield return $"{change.Subject} came unchanged under another id, {change.Id}";
        }
    }

    private static string? FindMiss(ExpectedRecord record, Dictionary<string, ReceivedChange> newest)
    {
        var subject = BlobRecordArchive.NameOf(record.Resource, record.Id)[..^".json".Length];
        return newest.GetValueOrDefault(subject) switch
        {
            null => $"{subject} never came",
            { IsDeleted: var isDeleted } when isDeleted != record.IsDeleted => $"{subject} is {(isDeleted ? "deleted here" : "deleted in Stitchex")} only",
            { IsDeleted: true } => null,
            var change => change.Data == ReceivedChange.HashOf(record.Json.Span) ? null : $"{subject} came last in version {change.Version:O}, which is not its newest",
        };
    }
}
