using System.Numerics;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// Tells worlds apart by 128 bits, so that a million of them fit into little memory. Worlds whose processors only changed places are one: what follows
/// is the same.
/// </summary>
internal struct Fingerprint
{
    private readonly string _firstOwner;
    private ulong _left;
    private ulong _right;

    private Fingerprint(int firstProcessor) => _firstOwner = Protocol.OwnerOf(firstProcessor);

    private readonly UInt128 Value => new(_left, _right);

    /// <summary>The fingerprint of a world.</summary>
    public static UInt128 Compute(World world)
    {
        var (one, other) = (Compute(world.Workers[0], 0), Compute(world.Workers[1], 1));
        var print = new Fingerprint(one <= other ? 0 : 1);
        print.Add(UInt128.Min(one, other));
        print.Add(UInt128.Max(one, other));
        print.Add(world);
        return print.Value;
    }

    private static UInt128 Compute(Worker worker, int processor)
    {
        var print = new Fingerprint(processor);
        print.Add(worker);
        return print.Value;
    }

    private void Add(UInt128 value)
    {
        Add((long)(ulong)value);
        Add((long)(ulong)(value >> 64));
    }

    private void Add(World world)
    {
        foreach (var row in world.Rows)
        {
            Add(row);
        }

        Add(world.Record);
        foreach (var indexEntries in world.IndexEntries)
        {
            Add((int)indexEntries);
        }

        Add(world.Messages.Length);
        foreach (var message in world.Messages)
        {
            Add(message.Code);
        }

        foreach (var sender in world.Senders)
        {
            Add(sender.Code);
        }

        foreach (var journal in world.Journals)
        {
            Add(journal.Entries.Length);
            Add(journal.FencingToken);
            Add((journal.OwnRedeliveries << 8) | (journal.Repeats << 2) | (int)journal.Redelivery);
            foreach (var entry in journal.Entries)
            {
                Add(entry);
            }
        }

        Add(world.Budget.Code);
        Add((world.Moment << 12) | (world.Shown << 8) | (world.Inserts << 4) | world.CutOffs);
        Add(world.FencingToken);
    }

    private void Add(Worker worker)
    {
        Add((int)worker.Phase);
        if (!worker.IsBusy)
        {
            return;
        }

        Add(worker.Message.Code);
        Add(worker.Row);
        Add(worker.Record);
        Add(((int)worker.Stage << 12) | ((int)worker.After << 8) | (worker.Handler << 4) | ((int)worker.Lease << 2) | (worker.RowIsStale ? 2 : 0) | (worker.RecordIsStale ? 1 : 0));
        Add(worker.Effects.Length);
        foreach (var effect in worker.Effects)
        {
            Add((int)effect.IndexEntry);
            Add(effect.Message?.Code ?? -1);
            Add(effect.Row);
            Add(effect.Record);
        }

        if (worker.Dispatching is { } handing)
        {
            Add(handing.Given);
            Add((handing.Done << 16) | (handing.Called << 12) | ((int)handing.Outcome << 1) | (handing.IsDeletion ? 1 : 0));
            Add(handing.FetchedAt);
            Add(handing.Worst switch { null => 0L, DispatchFailure.Rejected => 1, DispatchFailure.RetryLater => 3, _ => 2 });
        }
    }

    private void Add(EventRow? row)
    {
        if (row is null)
        {
            Add(-1);
            return;
        }

        Add(((int)row.State << 24) | ((int)row.Outcome << 16) | (row.Sequence << 8) | row.CrashCount);
        Add(row.ReceivedAt);
        Add(row.OpenedAt);
        Add(row.StartedAt);
        Add(row.NotFoundSince);
        Add(row.StaleSince);
        Add(row.OlderSince);
        Add(row.UnusableSince);
        Add(row.FailingSince);
        Add(row.RedeliveryBeganAt);
        Add(row.ResolvedAt);
        Add(row.RetriesEndedAt);
    }

    private void Add(RecordRow? record)
    {
        if (record is null)
        {
            Add(-1);
            return;
        }

        Add(record.Version);
        Add(record.Hash);
        Add((record.ChangeCount << 1) | (record.IsTombstone ? 1 : 0));
        Add(record.DeletedAt);
        Add(record.FetchedAt);
        Add(record.PendingVersion);
        Add(record.PendingHash);
        Add(record.CompletedHandlers);
        Add(record.FencingToken);
        Add(record.LeaseOwner is { } owner ? owner == _firstOwner ? 0 : owner == EnvironmentSteps.Eraser ? 2 : 1 : -1);
        Add(record.ErasedAt);
        Add(record.LeaseExpiresAt);
    }

    private void Add(Given given)
    {
        Add((given.Redelivery << 16) | (given.Number << 8) | (given.Moment << 2) | (given.IsDone ? 2 : 0) | (given.WasInterrupted ? 1 : 0));
        Add(given.Hash);
    }

    private void Add(string? text)
    {
        Add(text?.Length ?? -1);
        foreach (var character in text ?? "")
        {
            Add((long)character);
        }
    }

    private void Add(DateTimeOffset? time) => Add(time?.UtcTicks ?? -1);

    private void Add(long value)
    {
        _left = (_left ^ (ulong)value) * 0x9E3779B97F4A7C15;
        _left ^= _left >> 29;
        _right = (BitOperations.RotateLeft(_right, 27) + (ulong)value) * 0xD6E8FEB86659FD93;
        _right ^= _right >> 32;
    }
}
