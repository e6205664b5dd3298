namespace Stitchex.Functions.Storage;

/// <summary>Something that was quarantined, as the index keeps it.</summary>
/// <param name="Key">Its key: 32 hexadecimal digits.</param>
/// <param name="Kind">What it is, <see cref="QuarantinedItem.BodyKind"/> or <see cref="QuarantinedItem.MessageKind"/>.</param>
/// <param name="Reason">Why it was quarantined.</param>
/// <param name="Length">How long it was, in bytes.</param>
/// <param name="FirstSeenAt">When it came first.</param>
/// <param name="Content">Its start; empty where it was not asked for.</param>
internal sealed record QuarantinedRow(
    string Key, string Kind, string Reason, int Length, DateTimeOffset FirstSeenAt, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether a text can be a key.</summary>
    public static bool IsKey(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);
}
