using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Stitchex.Functions.Events;

/// <summary>Makes parts of table keys out of what Stitchex sends: the value itself where that is safe and short, a hash of it otherwise.</summary>
internal static class KeyPart
{
    /// <summary>Stands where an event carries no record id.</summary>
    public const string None = "~none";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>The key part of a resource or an action: lower-case letters, digits and underscores.</summary>
    public static string FromName(string name) => IsName(name) ? name : Hashed(name);

    /// <summary>The key part of a record's id: letters, digits, underscores and hyphens.</summary>
    public static string FromRecordId(string? recordId) => recordId switch
    {
        null => None,
        _ when IsSafe(recordId, IdCharacters) => recordId,
        _ => Hashed(recordId),
    };

    /// <summary>Whether a text is the part of a key that stands for a value which is not safe, or for none.</summary>
    public static bool IsHashed(string text) => text == None || (text is ['~', .. { Length: 32 } hash] && hash.All(char.IsAsciiHexDigitLower));

    /// <summary>Whether a resource's or an action's name is its own key part, and so one that a path can be made of.</summary>
    public static bool IsName(string name) => IsSafe(name, NameCharacters);

    /// <summary>The first 128 bits of the SHA-256 of <paramref name="bytes"/>, as 32 hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    private static bool IsSafe(string value, SearchValues<char> allowed) =>
        value.Length is > 0 and <= MaxLength && !value.AsSpan().ContainsAnyExcept(allowed);

    private static string Hashed(string value) => "~" + Hash(Encoding.UTF8.GetBytes(value));
}
