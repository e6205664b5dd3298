using System.Buffers.Text;
using System.Text;

namespace Stitchex.Functions.Operations.Http;

/// <summary>Says where a page ended. To whoever asks for pages it is a text without a meaning.</summary>
/// <param name="Kind">What is paged through: a token of one query does not fit another.</param>
/// <param name="Parts">Where the page ended, as keys of storage. They hold no spaces.</param>
internal sealed record PageToken(string Kind, params string[] Parts)
{
    private const int MaxLength = 2_000;

    /// <summary>Reads a token; null where it cannot be one.</summary>
    public static PageToken? TryParse(string text)
    {
        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return null;
        }

        var words = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ');
        return words.All(IsKey) ? new PageToken(words[0], words[1..]) : null;
    }

    /// <summary>The token as text.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(' ', [Kind, .. Parts])));

    private static bool IsKey(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExceptInRange('!', '~') && !word.AsSpan().ContainsAny("/\\#?");
}
