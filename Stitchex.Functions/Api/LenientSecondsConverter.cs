using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Reads a number of seconds that may be written as a number or as a text, whole or not; anything else counts as absent, for it must not spoil a login.</summary>
internal sealed class LenientSecondsConverter : JsonConverter<long?>
{
    /// <inheritdoc/>
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return Whole(reader.GetDouble());
            case JsonTokenType.String:
                return double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Whole(number) : null;
            default:
                reader.Skip();
                return null;
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => throw new NotSupportedException("Responses are only read.");

    // What is beyond a double's whole numbers is no time that anybody means.
    private static long? Whole(double seconds) => double.Abs(seconds) < 1L << 53 ? (long)seconds : null;
}
