using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>How one handler ended when it was called last for an event. It explains, and decides nothing.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="State">How it ended.</param>
/// <param name="At">When it ended.</param>
/// <param name="Milliseconds">How long it ran.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record HandlerResult(
    [property: JsonPropertyName("handler")] string Handler,
    [property: JsonPropertyName("state")] HandlerState State,
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("ms")] long Milliseconds,
    [property: JsonPropertyName("error")] string? Error)
{
    private const int MaxErrorLength = 300;

    // A property holds 32 Ki characters.
    private const int MaxLength = 32_000;

    /// <summary>Reads results; none where they cannot be read.</summary>
    public static IReadOnlyList<HandlerResult> Parse(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? [] : JsonSerializer.Deserialize(json, AttemptJson.Default.HandlerResultArray) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Earlier results with newer ones in their place, as JSON. Errors go where there is no room for them.</summary>
    public static string? Merge(string? json, IReadOnlyList<HandlerResult> newer)
    {
        var older = Parse(json).Where(result => newer.All(other => other.Handler != result.Handler));
        HandlerResult[] all = [.. older, .. newer.Select(result => result with { Error = Cut(result.Error, MaxErrorLength) })];
        var merged = Write(all);
        merged = merged.Length <= MaxLength ? merged : Write([.. all.Select(result => result with { Error = null })]);
        return merged.Length <= MaxLength ? merged : null;
    }

    private static string Write(HandlerResult[] results) => JsonSerializer.Serialize(results, AttemptJson.Default.HandlerResultArray);

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..most] : text;
}
