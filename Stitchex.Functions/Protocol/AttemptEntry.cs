using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>One attempt at an event.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Result">The outcome, or the state that it left.</param>
/// <param name="Status">The HTTP status of the API's response, where there was one.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record AttemptEntry(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("result")] string Result,
    [property: JsonPropertyName("status")] int? Status,
    [property: JsonPropertyName("error")] string? Error)
{
    /// <summary>Gets how long it took, from the record's lease to its end; null where that is not known.</summary>
    [JsonPropertyName("ms")]
    public long? Milliseconds { get; init; }

    /// <summary>Gets how long the API took of that; null where it was not asked.</summary>
    [JsonPropertyName("apiMs")]
    public long? ApiMilliseconds { get; init; }
}
