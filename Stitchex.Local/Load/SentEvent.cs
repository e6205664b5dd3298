using Stitchex.Functions.Events;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Load;

/// <summary>An event that Stitchex told of.</summary>
/// <param name="Id">The id under which it has to be stored.</param>
/// <param name="Record">Its record.</param>
/// <param name="Position">Where the state that it tells of stands in the record's history, from 0 on.</param>
internal sealed record SentEvent(StitchexEventId Id, RecordKey Record, int Position)
{
    /// <summary>Makes it of a change that a webhook told of.</summary>
    public static SentEvent From(SimulatedChange change)
    {
        var (version, webhook) = (change.Version, change.Webhook!);
        var action = webhook.Name[(version.Resource.Length + 1)..];
        return new SentEvent(StitchexEventId.Create(version.Resource, version.Id, action, KeyPart.Hash(webhook.Body.Span)), version.Key, version.Number - 1);
    }
}
