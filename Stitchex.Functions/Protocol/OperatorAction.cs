using System.Text.Json.Serialization;

namespace Stitchex.Functions.Protocol;

/// <summary>Something that an operator did with an event.</summary>
/// <param name="At">When.</param>
/// <param name="What">What: one of the constants here, or what a later version of the app wrote.</param>
/// <param name="By">Who did it: a person, or the name of a key; null where that is not known.</param>
/// <param name="Note">What was noted.</param>
internal sealed record OperatorAction(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("by")] string? By,
    [property: JsonPropertyName("note")] string? Note = null)
{
    /// <summary>The event was replayed.</summary>
    public const string Replayed = "Replayed";

    /// <summary>The event was made to redeliver its record.</summary>
    public const string Redelivered = "Redelivered";

    /// <summary>The event's retries were ended.</summary>
    public const string DeadLettered = "Dead-lettered";

    /// <summary>The event was resolved.</summary>
    public const string Resolved = "Resolved";
}
