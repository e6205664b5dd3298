using System.Security.Cryptography;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Lab.Journal;

/// <summary>What a record was in Stitchex, one state after the other, each by its <see cref="ContentHash"/>.</summary>
internal sealed record RecordJournal(RecordKey Record, IReadOnlyList<string> Hashes)
{
    /// <summary>Gets the histories of the records whose newest state webhooks told of, or of all.</summary>
    public static IReadOnlyList<RecordJournal> AllOf(StitchexSimulator simulator, bool all = false) =>
    [
        .. simulator.Records.All()
            .Where(history => all || history[^1].IsAnnounced)
            .Select(history => new RecordJournal(history[0].Key, [.. history.Select(version => ContentHash.Compute(version.Json))])),
    ];

    /// <summary>Finds where a state stands, not before another one; null where the record was never so, or not since.</summary>
    public int? Find(string hash, int notBefore)
    {
        for (var i = Math.Max(notBefore, 0); i < Hashes.Count; i++)
        {
            if (Hashes[i] == hash)
            {
                return i;
            }
        }

        return null;
    }
}

/// <summary>Names the bytes of a record in the journal.</summary>
internal static class ContentHash
{
    /// <summary>Stands for a record that is deleted, and has no bytes.</summary>
    public const string Deleted = "deleted";

    private const int Length = 16;

    public static string Compute(ReadOnlyMemory<byte> record) =>
        record.IsEmpty ? Deleted : Convert.ToHexStringLower(SHA256.HashData(record.Span).AsSpan(0, Length));
}
