using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>
/// Compares what a list showed with the records' rows, in one go: it keeps some fifty bytes of each record that was listed in memory, and
/// reads the rows a thousand at a time. It asks the API for nothing: what only the API can decide is stored for later.
/// </summary>
internal sealed class ListComparison(EventStorage storage, FindingRows rows, Redeliverer redeliverer, IgnoredEvents ignored)
{
    private const int PageSize = 1_000;
    private const int MaxEvents = 1_000;
    private const int Concurrency = 16;

    private enum Verdict : byte
    {
        // Nothing is stored of it: what was listed and has no row, is missing.
        Missing,
        Same,
        Older,

        // A fetch has to show it: no version says which content is the newer one, or it is not the list's.
        Doubtful,
    }

    /// <summary>Gets or sets how many records of one list are compared at most. The default value is 500,000.</summary>
    public int MaxRecords { get; set; } = 500_000;

    /// <summary>Compares a list.</summary>
    /// <param name="job">The job.</param>
    /// <param name="state">How far it has come.</param>
    /// <param name="list">The list, which was read.</param>
    /// <param name="cancellationToken">Ends it early; it is done again then.</param>
    /// <returns>The state with what was found, and what could not be.</returns>
    public async Task<(ReconcileState State, string? Error)> CompareAsync(
        Job job, ReconcileState state, BackfillList list, CancellationToken cancellationToken)
    {
        var listed = new Dictionary<ulong, Entry>();

        // What an earlier pass listed may be gone since; where no pass listed all, any may be the one that did.
        int? pass = list.State == BackfillListState.Complete ? list.Pass : null;
        await foreach (var record in rows.ReadListedAsync(job.Id, list.Resource, pass, cancellationToken))
        {
            listed[KeyOf(KeyPart.FromRecordId(record.Id))] = new Entry(record);
            if (listed.Count > MaxRecords)
            {
                return (state, $"{list.Resource} has more than {MaxRecords:N0} records, and was not compared.");
            }
        }

        if (listed.Count == 0 && list.State != BackfillListState.Complete)
        {
            return (state, null);
        }

        // Some were listed twice: what changed while the list was read may have moved to a page that was read already.
        var error = pass is not null && listed.Count < list.Total
            ? $"{list.Resource} has {list.Total:N0} records, and listed {listed.Count:N0} of them: reconcile it once more."
            : null;
        await JudgeAsync(job, list, listed, cancellationToken);
        if (listed.Values.All(entry => entry.Verdict == Verdict.Same))
        {
            return (state, error);
        }

        var differing = rows.ReadListedAsync(job.Id, list.Resource, pass, cancellationToken).Where(record => Differs(listed, record));
        await foreach (var some in differing.Chunk(EventStore.MaxTransaction).WithCancellation(cancellationToken))
        {
            state = await KeepAsync(job, state, list.Resource, [.. some.DistinctBy(record => record.Id)], listed, cancellationToken);
        }

        return (state, error);
    }

    /// <summary>Whether an event of the record waits, or is retried: a webhook told of it, and the event brings what is newest.</summary>
    public async Task<bool> IsUnderWayAsync(string partitionKey, CancellationToken cancellationToken) =>
        (await storage.Store.ReadEventsAsync(partitionKey, afterRowKey: null, MaxEvents, cancellationToken)).Exists(row => row.IsWaiting);

    private async Task JudgeAsync(Job job, BackfillList list, Dictionary<ulong, Entry> listed, CancellationToken cancellationToken)
    {
        var resourceKey = KeyPart.FromName(list.Resource);
        var mayBeGone = list.State == BackfillListState.Complete && !ignored.Contains(list.Resource, EventName.DeleteAction);
        string? after = null;
        List<(string PartitionKey, RecordRow Row)> page;
        do
        {
            page = await storage.Store.ReadRecordsAsync(resourceKey, after, PageSize, cancellationToken);
            List<Finding> notListed = [];
            foreach (var (partitionKey, row) in page)
            {
                var recordKey = partitionKey[(resourceKey.Length + 1)..];
                ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(listed, KeyOf(recordKey));
                if (!Unsafe.IsNullRef(ref entry))
                {
                    entry.Judge(row);
                }
                else if (mayBeGone && Finding.IsHere(row)
                    && await redeliverer.FindAsync(list.Resource, recordKey, cancellationToken) is var (resource, recordId))
                {
                    notListed.Add(new Finding { Resource = resource, RecordId = recordId, VersionHere = row.Version });
                }
            }

            await rows.WriteAsync(job.Id, notListed, cancellationToken);
            after = page.Count > 0 ? page[^1].PartitionKey : after;
        }
        while (page.Count == PageSize);
    }

    // Once each, and as it was listed last.
    private static bool Differs(Dictionary<ulong, Entry> listed, ListedRecord record)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(listed, KeyOf(KeyPart.FromRecordId(record.Id)));
        return entry.Verdict != Verdict.Same && entry.Shows(record);
    }

    private async Task<ReconcileState> KeepAsync(
        Job job,
        ReconcileState state,
        string resource,
        ListedRecord[] records,
        Dictionary<ulong, Entry> listed,
        CancellationToken cancellationToken)
    {
        var findings = new Finding?[records.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, records.Length, limits, async (i, token) =>
        {
            var entry = listed[KeyOf(KeyPart.FromRecordId(records[i].Id))];
            var finding = new Finding
            {
                Kind = entry.Verdict switch { Verdict.Missing => FindingKind.Missing, Verdict.Older => FindingKind.Older, _ => null },
                Resource = resource,
                RecordId = records[i].Id,
                VersionHere = entry.VersionHere,
                VersionThere = records[i].Version,
                HashThere = records[i].Hash,
            };

            // Those that are only counted are not looked at one by one.
            var isNone = finding.Kind is not null && state.Stored < ReconcileState.MaxStored
                && await IsUnderWayAsync(finding.PartitionKey, token);
            findings[i] = isNone ? null : finding;
        });
        foreach (var record in records)
        {
            CollectionsMarshal.GetValueRefOrNullRef(listed, KeyOf(KeyPart.FromRecordId(record.Id))).Verdict = Verdict.Same;
        }

        var kept = findings.OfType<Finding>().ToList();
        await rows.WriteAsync(job.Id, kept.Where(finding => finding.Kind is null), cancellationToken);
        return await KeepAsync(job, state, kept.Where(finding => finding.Kind is not null), cancellationToken);
    }

    /// <summary>Counts findings, and stores them as long as there are not too many.</summary>
    public async Task<ReconcileState> KeepAsync(
        Job job, ReconcileState state, IEnumerable<Finding> findings, CancellationToken cancellationToken)
    {
        List<Finding> stored = [];
        foreach (var finding in findings)
        {
            state = state.With(finding.Kind!.Value);
            if (state.Stored < ReconcileState.MaxStored)
            {
                stored.Add(finding);
                state = state with { Stored = state.Stored + 1 };
            }
        }

        await rows.WriteAsync(job.Id, stored, cancellationToken);
        return state;
    }

    // Two records of half a million have the same one as good as never; then a difference is not seen, and no other harm is done.
    private static ulong KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>What is kept of a record that was listed.</summary>
    private struct Entry(ListedRecord record)
    {
        private const long None = -1;

        private readonly long _there = TicksOf(record.Version);
        private readonly ulong _hash = KeyOf(record.Hash);
        private long _here = None;

        public Verdict Verdict { get; set; }

        public readonly DateTimeOffset? VersionHere => _here == None ? null : new DateTimeOffset(_here, TimeSpan.Zero);

        public readonly bool Shows(ListedRecord record) => _there == TicksOf(record.Version) && _hash == KeyOf(record.Hash);

        public void Judge(RecordRow row)
        {
            _here = TicksOf(row.Version);
            Verdict = row switch
            {
                { IsUnreadable: true } or { ForgottenAt: not null } => Verdict.Same,
                { IsTombstone: true } or { PendingHash: not null } => Verdict.Doubtful,
                { Hash: null } => Verdict.Missing,
                _ when _there != None && _here != None && _there - _here >= Precision(_there, _here) => Verdict.Older,
                _ when KeyOf(row.Hash!) == _hash && (_there == None || _here == None || _there == _here) => Verdict.Same,
                _ => Verdict.Doubtful,
            };
        }

        private static long Precision(long there, long here) =>
            EventTransitions.CoarserPrecision(new DateTimeOffset(there, TimeSpan.Zero), new DateTimeOffset(here, TimeSpan.Zero)).Ticks;

        private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? None;
    }
}
