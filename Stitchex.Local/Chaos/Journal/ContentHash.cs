using System.Security.Cryptography;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>Names the bytes of a record in the journal.</summary>
internal static class ContentHash
{
    /// <summary>Stands for a record that is deleted, and has no bytes.</summary>
    public const string Deleted = "deleted";

    private const int Length = 16;

    /// <summary>Computes it.</summary>
    public static string Compute(ReadOnlyMemory<byte> record) =>
        record.IsEmpty ? Deleted : Convert.ToHexStringLower(SHA256.HashData(record.Span).AsSpan(0, Length));
}
