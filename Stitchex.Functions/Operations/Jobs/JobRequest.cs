using System.Text.Json;
using System.Text.Json.Serialization;
using System.Web;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What a job is asked to do, as it was sent: with which events, by the filter of their list or by their ids, and what.</summary>
internal sealed record JobRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"kind":"replay","state":"DeadLettered","dryRun":true}""";

    /// <summary>How many events or quarantined items can be named one by one: their ids fit into one property of the job's row.</summary>
    public const int MaxIds = 100;

    private const int DefaultRate = 600;
    private const int MaxRate = 6_000;

    /// <summary>The parameters of the list of events that are no filter.</summary>
    public static readonly string[] PageParameters = ["pageSize", "pageToken"];

    private static readonly string[] RecordFilters = ["resource", "from"];

    /// <summary>Gets what to do: replay, redeliver, resolve, replayQuarantined or removeQuarantined.</summary>
    public string? Kind { get; init; }

    /// <summary>Gets the ids of the events, or the keys of the quarantined items, at most 100; null for those of the filter.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Gets the only handler that records are redelivered to; in other kinds, the one that failed at an attempt; null for all.</summary>
    public string? Handler { get; init; }

    /// <summary>Gets what was done about the events; to resolve them it is needed.</summary>
    public string? Note { get; init; }

    /// <summary>Gets how many events to work on in a minute at most. The default is 600.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>Gets a value indicating whether to count only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Gets or sets the filter: what else was sent, under the names of the parameters of the list of events.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Filter { get; set; }

    /// <summary>Makes the job that is asked for.</summary>
    /// <param name="handlers">Know what operators call the handlers.</param>
    /// <param name="now">When it is started; no event that is received later is worked on.</param>
    /// <param name="by">Who asks for it; null where that is not known.</param>
    /// <returns>The job, or the response that says what is wrong with the request.</returns>
    public (Job? Job, OperatorResponse? Error) ToJob(HandlerNames handlers, DateTimeOffset now, string? by)
    {
        List<string> errors = [];
        var kinds = Enum.GetValues<JobKind>().Where(it => it is not (JobKind.Backfill or JobKind.Reconcile or JobKind.Erase)).ToArray();
        var kind = kinds.Cast<JobKind?>().FirstOrDefault(it => $"{it}".Equals(Kind, StringComparison.OrdinalIgnoreCase));
        var isQuarantine = kind is JobKind.ReplayQuarantined or JobKind.RemoveQuarantined;
        var redelivers = kind == JobKind.Redeliver;
        var query = HttpUtility.ParseQueryString("");
        foreach (var (name, value) in Filter ?? new Dictionary<string, JsonElement>())
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                errors.Add($"{name} has to be a text.");
            }
            else if (value.ToString() is { Length: > 0 } text)
            {
                query[name] = text;
            }
        }

        if (!redelivers && Handler is { Length: > 0 })
        {
            query["handler"] = Handler;
        }

        Require(kind is not null, $"kind is needed, one of: {string.Join(", ", kinds.Select(JsonName))}.");
        Require(RatePerMinute is null or (>= 1 and <= MaxRate), $"ratePerMinute has to be from 1 to {MaxRate:N0}.");
        Require(Ids is null || query.Count == 0, "Name what is meant by ids, or by a filter, but not by both.");
        Require(
            Ids is null or { Count: > 0 and <= MaxIds }
                && Ids?.All(id => isQuarantine ? QuarantinedRow.IsKey(id) : StitchexEventId.TryParse(id, out _)) != false,
            $"ids has to be 1 to {MaxIds} {(isQuarantine ? "keys of quarantined items" : "ids of events")}.");
        var note = Note?.Trim();
        Require(
            kind != JobKind.Resolve || note is { Length: > 0 and <= ResolveRequest.MaxNoteLength },
            $"To resolve, a note of 1 to {ResolveRequest.MaxNoteLength:N0} characters is needed.");
        var job = new Job
        {
            Id = Job.NewId(now),
            Kind = kind ?? default,
            IsDryRun = DryRun,
            Query = query.ToString()!,
            Ids = Ids is null ? null : string.Join(' ', Ids.Distinct()),
            By = by,
            Note = note,
            RatePerMinute = RatePerMinute ?? DefaultRate,
            StartedAt = now,
            UpdatedAt = now,
        };
        if (errors.Count == 0 && isQuarantine)
        {
            var reader = new QueryReader(query);
            Require(reader.Text("reason") is not null || Ids is not null, "A reason or ids are needed.");
            return reader.Error is { } error ? (null, error) : Result(job);
        }

        if (errors.Count == 0 && EventQuery.Read(query, now).Error is { } unreadable)
        {
            return (null, unreadable);
        }

        if (errors.Count == 0)
        {
            job = redelivers ? job with { RedeliverTo = FindHandler(job) } : job;
            RequireBounds(job);
        }

        return Result(job);

        (Job? Job, OperatorResponse? Error) Result(Job made) =>
            errors.Count == 0 ? (made, null) : (null, OperatorResponse.BadRequest(string.Join(' ', errors)));

        void Require(bool isRight, string error)
        {
            if (!isRight)
            {
                errors.Add(error);
            }
        }

        string? FindHandler(Job made)
        {
            var resources = Ids is not null ? Ids.Select(id => id.Split('.')[0]).Distinct() : made.Resource is { } only ? [only] : [];
            var found = resources.Select(resource => handlers.Find(Handler, resource)).ToList();
            errors.AddRange(found.Select(one => one.Error).OfType<string>());
            return found.FirstOrDefault().RedeliverTo;
        }

        void RequireBounds(Job made)
        {
            var names = query.AllKeys.OfType<string>().ToList();
            Require(!names.Intersect(PageParameters).Any(), $"A job has no pages: leave out {string.Join(" and ", PageParameters)}.");
            if (redelivers && Ids is null)
            {
                var others = names.Except(RecordFilters).ToList();
                Require(made.Resource is not null, "To redeliver, a resource is needed.");
                Require(others.Count == 0, $"Records are redelivered, whatever their events: leave out {string.Join(", ", others)}.");
            }
            else if (Ids is null)
            {
                var state = made.Filter.State;
                var isBounded = query["to"] is not null && (query["from"] ?? query["since"]) is not null;
                Require(
                    state == EventState.DeadLettered || made.Filter.IsWatched || isBounded,
                    "Unless state is DeadLettered, from and to are needed.");
                Require(
                    kind != JobKind.Resolve || state is EventState.DeadLettered or EventState.Retrying,
                    "Only events that are DeadLettered or Retrying can be resolved: state has to be one of these.");
            }
        }
    }

    private static string JsonName(JobKind kind) => char.ToLowerInvariant($"{kind}"[0]) + $"{kind}"[1..];
}
