using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>
/// Does a step of a reconciliation: reads a page of a list, compares a list that was read, fetches records of which no list shows whether
/// they differ, or has some findings delivered. A step that is cut off is repeated, and leaves what it would have left the first time.
/// </summary>
internal sealed class ReconcileRunner(
    EventStorage storage,
    FindingRows rows,
    BackfillRunner lists,
    ListComparison comparison,
    StitchexApiClient api,
    StorageClock clock,
    StitchexMetrics metrics)
{
    // A step is to be short: what is fetched in it is fetched again where it is cut off.
    private const int MaxFetches = 20;
    private const int PageSize = 100;
    private const int MaxTries = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromMinutes(10);

    /// <summary>Does a step.</summary>
    /// <returns>The job after it, and in how long its next step comes.</returns>
    public async Task<(Job Job, TimeSpan Delay)> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var state = ReconcileState.Parse(job.Reconcile);
        return state.Stage switch
        {
            ReconcileStage.Listing => await ListAsync(job, state, cancellationToken),
            ReconcileStage.Comparing => (await CompareAsync(job, state, cancellationToken), TimeSpan.Zero),
            ReconcileStage.Checking => await CheckAsync(job, state, cancellationToken),
            ReconcileStage.Delivering => await DeliverAsync(job, state, cancellationToken),
            _ => (With(job, state), TimeSpan.Zero),
        };
    }

    /// <summary>Counts what differs, when the job's row says so: a step that is repeated counts nothing twice.</summary>
    public void Measure(Job before, Job stored)
    {
        var state = ReconcileState.Parse(stored.Reconcile);
        if (ReconcileState.Parse(before.Reconcile).Stage == ReconcileStage.Checking && state.Stage > ReconcileStage.Checking)
        {
            metrics.Differ("missing", state.Missing);
            metrics.Differ("older", state.Older);
            metrics.Differ("ahead", state.Ahead);
            metrics.Differ("gone", state.Gone);
        }
    }

    private async Task<(Job Job, TimeSpan Delay)> ListAsync(Job job, ReconcileState state, CancellationToken cancellationToken)
    {
        var (after, delay) = await lists.ReadPageAsync(
            job,
            async (list, page, token) =>
            {
                await rows.WritePageAsync(job.Id, list.Resource, list.Pass, list.Page + 1, page.Records, token);
                return [];
            },
            cancellationToken);
        return after.Status == JobStatus.Completed
            ? (With(after, state with { Stage = ReconcileStage.Comparing }), delay)
            : (after, delay);
    }

    private async Task<Job> CompareAsync(Job job, ReconcileState state, CancellationToken cancellationToken)
    {
        var read = BackfillList.Parse(job.Lists!);
        var list = read[state.Compared];
        var (compared, error) = await comparison.CompareAsync(job, state, list, cancellationToken);
        var after = compared with { Compared = state.Compared + 1 };
        return With(job, after.Compared < read.Count ? after : after with { Stage = ReconcileStage.Checking }) with
        {
            Error = error is null ? job.Error : $"{job.Error} {error}".Trim(),
        };
    }

    private async Task<(Job Job, TimeSpan Delay)> CheckAsync(Job job, ReconcileState state, CancellationToken cancellationToken)
    {
        var doubtful = await rows.ReadDoubtfulAsync(job.Id, state.After, MaxFetches, cancellationToken);
        if (doubtful.Count == 0)
        {
            // Not before: a step that is cut off compares, or fetches, again.
            await rows.RemoveListedAsync(job.Id, cancellationToken);
            var stage = state.Kinds.IsEmpty ? ReconcileStage.Done : ReconcileStage.Delivering;
            var error = state.Undecided > 0 ? $"{job.Error} Records that could not be fetched: {state.Undecided:N0}.".Trim() : job.Error;
            return (With(job, state with { Stage = stage, After = null }) with { Error = error }, TimeSpan.Zero);
        }

        var done = 0;
        var wait = TimeSpan.Zero;
        foreach (var one in doubtful)
        {
            if (await api.WaitAsync(isInNoHurry: true, cancellationToken) is { } untilSpare)
            {
                wait = untilSpare.Delay;
                break;
            }

            var result = await api.FetchAsync(one.Resource, one.RecordId, clock.UtcNow, cancellationToken);
            if (IsToBeFetchedAgain(result, state.Tries))
            {
                var delay = RetryDelay * Math.Pow(2, Math.Min(state.Tries, 10));
                wait = (result as FetchResult.Unavailable)?.RetryAfter is { } asked && asked > delay ? asked : delay;
                wait = wait < MaxRetryDelay ? wait : MaxRetryDelay;
                state = state with { Tries = state.Tries + 1 };
                break;
            }

            state = await DecideAsync(job, state with { Tries = 0, After = FindingRows.RowKeyOf(one) }, one, result, cancellationToken);
            done++;
        }

        return (With(job, state), wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes((double)done / job.RatePerMinute));
    }

    private async Task<ReconcileState> DecideAsync(
        Job job, ReconcileState state, Finding doubtful, FetchResult result, CancellationToken cancellationToken)
    {
        var here = await storage.Store.ReadRecordAsync(doubtful.PartitionKey, cancellationToken) ?? new RecordRow();
        var found = (result as FetchResult.Found)?.Record;
        FindingKind? kind = result switch
        {
            FetchResult.Found => Finding.KindOf(here, found!.Version, found.Hash),

            // Where a list shows it, it is the list, or the API, that is a moment behind.
            FetchResult.NotFound { PathIsGuess: false } when doubtful.HashThere is null && Finding.IsHere(here) => FindingKind.Gone,
            _ => null,
        };
        if (kind is not null && !await comparison.IsUnderWayAsync(doubtful.PartitionKey, cancellationToken))
        {
            var finding = doubtful with { Kind = kind, VersionHere = here.Version, VersionThere = found?.Version, HashThere = found?.Hash };
            state = await comparison.KeepAsync(job, state, [finding], cancellationToken);
        }
        else if (result is not FetchResult.Found and not FetchResult.NotFound { PathIsGuess: false })
        {
            state = state with { Undecided = state.Undecided + 1 };
        }

        return state;
    }

    private async Task<(Job Job, TimeSpan Delay)> DeliverAsync(Job job, ReconcileState state, CancellationToken cancellationToken)
    {
        if (!await lists.MayGoOnAsync(job, cancellationToken))
        {
            return (job, BackfillRunner.QueueInterval);
        }

        var page = await rows.ReadAsync(job.Id, kind: null, resource: null, state.After, PageSize, cancellationToken);
        var wanted = page.Where(finding => state.Kinds.Contains(finding.Kind!.Value))
            .Select(finding => (Finding: finding, Event: EventOf(job, finding, clock.UtcNow)))

            // A comparison that was cut off may have found that the record differs in another way than the one that followed.
            .DistinctBy(one => one.Event.Id)
            .ToDictionary(one => one.Event.Id);
        var made = await lists.MakeEventsAsync(job, wanted.Values.Select(one => (one.Event, IsNeeded(one.Finding))), cancellationToken);
        await rows.WriteAsync(job.Id, made.Select(id => wanted[id].Finding with { Event = id.ToString() }), cancellationToken);
        var next = page.Count < PageSize
            ? state with { Stage = ReconcileStage.Done, After = null }
            : state with { After = FindingRows.RowKeyOf(page[^1]) };
        return (With(BackfillRunner.WithEvents(job, made), next), TimeSpan.FromMinutes((double)made.Count / job.RatePerMinute));
    }

    // A deletion is an event like Stitchex's own, so that the API is asked before it is delivered. What would bring an older version names
    // none: it would count as one that was superseded.
    private static EventRow EventOf(Job job, Finding finding, DateTimeOffset receivedAt) => BackfillRunner.EventOf(
        job,
        finding.Resource,
        finding.Kind == FindingKind.Gone ? EventName.DeleteAction : EventRow.ReconcileAction,
        new ListedRecord(
            finding.RecordId,
            finding.Kind == FindingKind.Ahead ? null : finding.VersionThere,
            finding.HashThere ?? KeyPart.Hash("deleted"u8)),
        receivedAt) with
    {
        Name = EventRow.ReconcileNameOf(finding.Resource),
    };

    // What was delivered meanwhile is not delivered again.
    private static Func<RecordRow, bool> IsNeeded(Finding finding) => finding.Kind switch
    {
        FindingKind.Gone => Finding.IsHere,
        FindingKind.Ahead => here => Finding.KindOf(here, finding.VersionThere, finding.HashThere!) == FindingKind.Ahead,
        _ => BackfillRunner.IsNeeded(new ListedRecord(finding.RecordId, finding.VersionThere, finding.HashThere!)),
    };

    // Others may have been served until a moment ago, so a few failures do not yet show that it is this record's fault.
    private static bool IsToBeFetchedAgain(FetchResult result, int tries) => result switch
    {
        FetchResult.Unavailable { OthersAreServed: false } => true,
        FetchResult.Unavailable or FetchResult.Unusable or FetchResult.OtherOrganisation => tries < MaxTries,
        _ => false,
    };

    private static Job With(Job job, ReconcileState state) => job with
    {
        Reconcile = state.ToText(),
        Matched = state.Found,
        Status = state.Stage == ReconcileStage.Done ? JobStatus.Completed : JobStatus.Running,
    };
}
