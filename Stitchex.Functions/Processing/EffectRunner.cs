using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Processing;

/// <summary>Carries out effects, in order. No cancellation reaches it: a shutdown must not cut a decision in two, and the clients' own time-outs bound it.</summary>
internal sealed class EffectRunner(EventStorage storage)
{
    /// <summary>Carries out a decision.</summary>
    /// <param name="rows">The rows that it was made on.</param>
    /// <param name="effects">What to do.</param>
    /// <returns>The rows as they are now; null when somebody else changed one of them since: read, and decide again.</returns>
    public async Task<StoredRows?> RunAsync(StoredRows rows, IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.WriteIndexEntry indexEntry:
                    await storage.Index.WriteEntryAsync(indexEntry.Partition, IndexEntry.From(rows.Row!), CancellationToken.None);
                    break;
                case Effect.Send send:
                    await storage.Queue.SendAsync(send.Message, send.Delay, CancellationToken.None);
                    break;
                case Effect.Commit commit:
                    if (await storage.Store.CommitAsync(rows, commit, CancellationToken.None) is not { } committed)
                    {
                        return null;
                    }

                    rows = committed;
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(effects), effect, "Unknown effect.");
            }
        }

        return rows;
    }

    /// <summary>Does of a decision what concerns the record alone: the event's row was changed by somebody else, but the record is still this attempt's to move.</summary>
    public async Task MoveRecordAsync(StoredRows rows, IReadOnlyList<Effect> effects)
    {
        foreach (var commit in effects.OfType<Effect.Commit>())
        {
            if (commit.Record is { } record)
            {
                await storage.Store.CommitAsync(commit.Row.Id.PartitionKey, rows.Record, record, CancellationToken.None);
            }
        }
    }
}
