using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Processing;

/// <summary>Makes what handlers see of a change.</summary>
internal sealed class RecordChangeFactory(ResourceCatalogue catalogue)
{
    private const int HashLengthInId = 12;

    /// <summary>Makes the change that handlers see.</summary>
    public RecordChange Create(DecisionContext s, Change change, ReadOnlyMemory<byte>? body) => new()
    {
        ChangeId = ChangeIdOf(s, change),
        Resource = s.Row.Resource,
        RecordId = s.Row.RecordId!,
        Action = s.Row.Action,
        IsFirst = s.Record.Hash is null,
        IsDeleted = change.Record is null,
        Record = change.Record?.Content ?? default,
        Snapshot = body is { } bytes && WebhookBody.TryParse(bytes, catalogue, out var received, out _) ? received.Record : default,
        Version = change.Record?.Version,
        FencingToken = s.Record.FencingToken,
        FencingEpoch = s.Record.FencingEpoch ?? "",
        EventId = s.Row.Id.ToString(),
    };

    /// <summary>Whether an id is that of a record's first change.</summary>
    public static bool IsFirst(string changeId) => changeId.Split('@', '-') is [.., "1", _];

    // The number is of the change that is to come, so that an attempt that was cut off gives the same id again.
    private static string ChangeIdOf(DecisionContext s, Change change)
    {
        var what = change.Hash.Length > HashLengthInId ? change.Hash[..HashLengthInId] : change.Hash;
        var redelivery = change.RedeliveryHash is { } hash ? $"-{hash[..HashLengthInId]}" : "";
        return $"{s.Row.Id.PartitionKey}@{change.Number}-{what}{redelivery}";
    }
}
