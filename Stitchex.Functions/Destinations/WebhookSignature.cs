using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stitchex.Functions.Destinations;

/// <summary>Signs as <see href="https://www.standardwebhooks.com">Standard Webhooks</see> has it, with a secret that both sides know.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;

    /// <summary>The key in a secret; null where it is none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret.AsSpan(Prefix.Length) : secret;
        var key = new byte[LongestKey + 1];
        return Convert.TryFromBase64Chars(text, key, out var length) && length is >= ShortestKey and <= LongestKey ? key[..length] : null;
    }

    /// <summary>Signs a body.</summary>
    /// <param name="keys">One signature is made with each.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">When it is sent.</param>
    /// <param name="body">The body.</param>
    /// <returns>The header's value: the signatures, separated by spaces.</returns>
    public static string Sign(IEnumerable<byte[]> keys, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        var start = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp.ToUnixTimeSeconds()}."));
        List<string> signatures = [];
        foreach (var key in keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hmac.AppendData(start);
            hmac.AppendData(body);
            signatures.Add($"v1,{Convert.ToBase64String(hmac.GetHashAndReset())}");
        }

        return string.Join(' ', signatures);
    }
}
