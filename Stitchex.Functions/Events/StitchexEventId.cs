using System.Diagnostics.CodeAnalysis;

namespace Stitchex.Functions.Events;

/// <summary>
/// What makes two deliveries one event: <c>&lt;resource&gt;.&lt;recordId&gt;.&lt;action&gt;.&lt;hash of the body&gt;</c>. Stitchex sends no delivery id, so
/// the id is made of what does not change between deliveries. No part contains a dot.
/// </summary>
internal sealed record StitchexEventId
{
    /// <summary>Comes before the keys of all rows of events.</summary>
    public const string FirstRowKey = RowKeyPrefix;

    /// <summary>Comes after the keys of all rows of events: the slash follows the dot.</summary>
    public const string LastRowKey = "event/";

    private const string RowKeyPrefix = "event.";

    private StitchexEventId(string resourceKey, string recordKey, string actionKey, string hash)
    {
        ResourceKey = resourceKey;
        RecordKey = recordKey;
        ActionKey = actionKey;
        Hash = hash;
    }

    /// <summary>Gets the resource's key part.</summary>
    public string ResourceKey { get; }

    /// <summary>Gets the record id's key part.</summary>
    public string RecordKey { get; }

    /// <summary>Gets the action's key part.</summary>
    public string ActionKey { get; }

    /// <summary>Gets the first 128 bits of the SHA-256 of the body, as 32 hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>Gets the partition that all events of the record share, and its <c>record</c> row with them.</summary>
    public string PartitionKey => $"{ResourceKey}.{RecordKey}";

    /// <summary>Gets the event's row in that partition.</summary>
    public string RowKey => $"{RowKeyPrefix}{ActionKey}.{Hash}";

    /// <summary>Makes the id of an event.</summary>
    public static StitchexEventId Create(string resource, string? recordId, string action, string bodyHash) =>
        new(KeyPart.FromName(resource), KeyPart.FromRecordId(recordId), KeyPart.FromName(action), bodyHash);

    /// <summary>Reads an id from its text.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StitchexEventId? id)
    {
        id = text?.Split('.') is [{ Length: > 0 } resource, { Length: > 0 } record, { Length: > 0 } action, { Length: 32 } hash] && !HasForbiddenCharacter(text)
            ? new StitchexEventId(resource, record, action, hash)
            : null;
        return id is not null;
    }

    /// <summary>Reads an id from the keys of its row.</summary>
    public static bool TryParseKeys(string partitionKey, string rowKey, [NotNullWhen(true)] out StitchexEventId? id)
    {
        id = null;
        return rowKey.StartsWith(RowKeyPrefix, StringComparison.Ordinal) && TryParse($"{partitionKey}.{rowKey[RowKeyPrefix.Length..]}", out id);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ResourceKey}.{RecordKey}.{ActionKey}.{Hash}";

    // What storage rejects in a key would fail each time the message is tried, and never reach a person.
    private static bool HasForbiddenCharacter(string text) =>
        text.Length > 300 || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny("/\\#?");
}
