using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>A message of the queue <c>stitchex-events</c>: one attempt at one event.</summary>
internal sealed record EventMessage
{
    /// <summary>The schema that this code writes and reads. A queue outlives a deployment, so each message says its schema.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Gets the schema.</summary>
    [JsonPropertyName("v")]
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Gets the event's id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Gets the resource's name.</summary>
    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    /// <summary>Gets the record's id; null where the body carries none.</summary>
    [JsonPropertyName("recordId")]
    public string? RecordId { get; init; }

    /// <summary>Gets the event's sequence number.</summary>
    [JsonPropertyName("sequence")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Sequence { get; init; }

    /// <summary>Gets a value indicating whether the record is to be fetched once more whatever the row says: a webhook that came again, or a replay.</summary>
    [JsonPropertyName("reopen")]
    public bool Reopen { get; init; }

    /// <summary>Gets when that was asked for, by storage's clock; null where it was not, or by an earlier version of the app.</summary>
    [JsonPropertyName("askedAt")]
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Gets who asked for the replay; null where that is not known, or it is none.</summary>
    [JsonPropertyName("askedBy")]
    public string? AskedBy { get; init; }

    /// <summary>Gets a value indicating whether the event's index entry may be missing.</summary>
    [JsonPropertyName("writeIndexEntry")]
    public bool WriteIndexEntry { get; init; }

    /// <summary>Gets how often this message found the record taken by another attempt.</summary>
    [JsonPropertyName("busyCount")]
    public int BusyCount { get; init; }

    /// <summary>Gets the trace that the event was received in, as W3C <c>traceparent</c>.</summary>
    [JsonPropertyName("traceparent")]
    public string? TraceParent { get; init; }

    /// <summary>
    /// Gets how long after the receiver began with the webhook the event's row was stored, in milliseconds; null where no webhook left this
    /// message.
    /// </summary>
    [JsonPropertyName("storedAfterMilliseconds")]
    public int? StoredAfterMilliseconds { get; init; }

    /// <summary>Gets or sets fields that a later version of this code wrote; they survive being sent again.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>Gets a value indicating whether an operator asked for it: a webhook that came again also repairs the index entry.</summary>
    [JsonIgnore]
    public bool IsReplay => Reopen && !WriteIndexEntry;

    /// <summary>The first message of an event that was just received.</summary>
    public static EventMessage First(StitchexEvent received, string? traceParent, TimeSpan? storedAfter = null) => new()
    {
        Id = received.Id.ToString(),
        Resource = received.Resource,
        RecordId = received.RecordId,
        TraceParent = traceParent,
        StoredAfterMilliseconds = (int?)storedAfter?.TotalMilliseconds,
    };

    /// <summary>The message that an event waits for.</summary>
    public static EventMessage Current(EventRow row) =>
        new() { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId, Sequence = row.Sequence };

    /// <summary>Reads a message.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EventMessage? message, [NotNullWhen(true)] out StitchexEventId? id)
    {
        id = null;
        try
        {
            message = JsonSerializer.Deserialize(text, EventMessageJson.Default.EventMessage);
        }
        catch (JsonException)
        {
            message = null;
        }

        return message is { Schema: CurrentSchema, Resource: not null, Sequence: >= 0 } && StitchexEventId.TryParse(message.Id, out id);
    }

    /// <summary>The message as JSON.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, EventMessageJson.Default.EventMessage);
}
