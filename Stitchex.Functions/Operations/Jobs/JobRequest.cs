using System.Globalization;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What a job is asked to do, as it was sent.</summary>
internal sealed record JobRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"kind":"replay","state":"DeadLettered","dryRun":true}""";

    private const int DefaultRate = 600;
    private const int MaxRate = 6_000;

    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets what to do: <c>replay</c>, <c>redeliver</c> or <c>resolve</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Gets the events' state: <c>DeadLettered</c>, or null for any.</summary>
    public string? State { get; init; }

    /// <summary>Gets when the first event was received, or since when records were delivered: a time, or a UTC day.</summary>
    public string? From { get; init; }

    /// <summary>Gets when the last event was received: a time, or a UTC day, which is included.</summary>
    public string? To { get; init; }

    /// <summary>Gets the resource; null for any. To redeliver its records it is needed.</summary>
    public string? Resource { get; init; }

    /// <summary>Gets the events' outcome; null for any.</summary>
    public string? Outcome { get; init; }

    /// <summary>Gets the only handler that records are redelivered to; null for all.</summary>
    public string? Handler { get; init; }

    /// <summary>Gets what was done about the events; to resolve them it is needed.</summary>
    public string? Note { get; init; }

    /// <summary>Gets how many events to take in a minute at most. The default is 600.</summary>
    public int? RatePerMinute { get; init; }

    /// <summary>Gets a value indicating whether to count only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Makes the job that is asked for.</summary>
    /// <param name="handlers">Know what operators call the handlers.</param>
    /// <param name="now">When it is started; no event that is received later is taken.</param>
    /// <returns>The job, or what is wrong with the request.</returns>
    public (Job? Job, IReadOnlyList<string> Errors) ToJob(HandlerNames handlers, DateTimeOffset now)
    {
        List<string> errors = [];
        var kind = Named<JobKind>(nameof(Kind), Kind, errors);
        var state = Named<EventState>(nameof(State), State, errors);
        var outcome = Named<EventOutcome>(nameof(Outcome), Outcome, errors);
        var from = Time(nameof(From), From, endOfDay: false, errors);
        var until = Time(nameof(To), To, endOfDay: true, errors);
        var note = Note?.Trim();
        var resource = Resource is { Length: > 0 } ? EventName.Lower(Resource) : null;
        var redelivers = kind == JobKind.Redeliver;
        var (redeliverTo, unknown) = redelivers && resource is not null ? handlers.Find(Handler, resource) : default;
        Require(kind is not null || Kind is not null, "kind is needed: replay, redeliver or resolve.");
        Require(kind != JobKind.Backfill, "A backfill is started with POST operations/backfills.");
        Require(state is null or EventState.DeadLettered, "state has to be DeadLettered, or null for any.");
        Require(redelivers || State is not null || (From is not null && To is not null), "Without a state, from and to are needed.");
        Require(!redelivers || resource is not null, "To redeliver, a resource is needed.");
        Require(
            !redelivers || (State ?? Outcome ?? To) is null,
            "Records are redelivered, whatever their events: leave out state, outcome and to.");
        Require(redelivers || Handler is null, "A handler can be named only to redeliver.");
        Require(unknown is null, unknown!);
        Require(kind != JobKind.Resolve || state == EventState.DeadLettered, "Only dead-lettered events can be resolved: state has to be DeadLettered.");
        Require(kind != JobKind.Resolve || note is { Length: > 0 and <= ResolveRequest.MaxNoteLength }, $"To resolve, a note of 1 to {ResolveRequest.MaxNoteLength:N0} characters is needed.");
        Require(RatePerMinute is null or (>= 1 and <= MaxRate), $"ratePerMinute has to be from 1 to {MaxRate:N0}.");
        Require(!(from > until), "from is after to.");
        return errors.Count > 0 ? (null, errors) : (Make(), errors);

        void Require(bool isRight, string error)
        {
            if (!isRight)
            {
                errors.Add(error);
            }
        }

        Job Make() => new()
        {
            Id = Job.NewId(now),
            Kind = kind!.Value,
            IsDryRun = DryRun,
            State = state,
            From = from ?? EventFilter.Always,
            Until = until < now ? until.Value : now,
            Resource = resource,
            Outcome = outcome,
            RedeliverTo = redeliverTo,
            Note = note,
            RatePerMinute = RatePerMinute ?? DefaultRate,
            StartedAt = now,
            UpdatedAt = now,
        };
    }

    private static T? Named<T>(string name, string? text, List<string> errors)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        errors.Add($"{name.ToLowerInvariant()} is none of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    private static DateTimeOffset? Time(string name, string? text, bool endOfDay, List<string> errors)
    {
        if (text is null)
        {
            return null;
        }

        var time = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.ToDateTime(endOfDay ? TimeOnly.MaxValue : TimeOnly.MinValue, DateTimeKind.Utc))
            : RecordTime.Parse(text);
        if (time >= EventFilter.Always && time < Latest)
        {
            return time;
        }

        errors.Add($"{name.ToLowerInvariant()} has to be a day such as 2026-11-24 or a time such as 2026-11-24T08:00:00Z, from {EventFilter.Always.Year} to {Latest.Year - 1}.");
        return null;
    }
}
