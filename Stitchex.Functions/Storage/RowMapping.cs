using System.Globalization;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>Maps rows to entities and back. A change is merged, so only the properties that it changes are written.</summary>
internal static class RowMapping
{
    // A merge cannot remove a property. The earliest time that Table Storage knows, and an empty text, stand for "none".
    private static readonly DateTimeOffset NoTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All columns of an event's row but those of its body.</summary>
    public static readonly IReadOnlyList<string> EventColumns =
        [.. Properties(new EventRow { Id = StitchexEventId.Create("", null, "", "") }).Select(property => property.Name),
            nameof(EventRow.RetriesEndedAt), nameof(EventRow.ResolvedAt), nameof(EventRow.ResolvedNote)];

    /// <summary>Reads an event's row; one that this version cannot read says so in its state and its error.</summary>
    public static EventRow ToEventRow(TableEntity entity, StitchexEventId id)
    {
        try
        {
            return ReadEventRow(entity, id);
        }
        catch (FormatException e)
        {
            var receivedAt = entity.TimeOrNull(nameof(EventRow.ReceivedAt)) ?? NoTime;
            return new EventRow
            {
                Id = id,
                Name = entity.TextOrNull("Event") ?? "",
                Resource = entity.TextOrNull(nameof(EventRow.Resource)) ?? "",
                Action = entity.TextOrNull(nameof(EventRow.Action)) ?? "",
                RecordId = entity.TextOrNull(nameof(EventRow.RecordId)),
                ReceivedAt = receivedAt,
                OpenedAt = receivedAt,
                State = EventState.Unreadable,
                Error = $"This version of the app cannot read the event's row: {e.Message}",
                ETag = entity.ETag,
            };
        }
    }

    /// <summary>Reads a record's row; one that this version cannot read says so.</summary>
    public static RecordRow ToRecordRow(TableEntity entity)
    {
        try
        {
            return ReadRecordRow(entity);
        }
        catch (FormatException)
        {
            return new RecordRow { IsUnreadable = true, ETag = entity.ETag };
        }
    }

    private static EventRow ReadEventRow(TableEntity entity, StitchexEventId id) => new()
    {
        Id = id,
        Name = Text(entity, "Event") ?? "",
        Resource = Text(entity, nameof(EventRow.Resource)) ?? "",
        Action = Text(entity, nameof(EventRow.Action)) ?? "",
        RecordId = Text(entity, nameof(EventRow.RecordId)),
        Version = Version(entity, nameof(EventRow.Version)),
        OrganisationId = Text(entity, nameof(EventRow.OrganisationId)),
        Numbers = Text(entity, nameof(EventRow.Numbers)),
        ReceivedAt = Time(entity, nameof(EventRow.ReceivedAt)) ?? NoTime,
        OpenedAt = Time(entity, nameof(EventRow.OpenedAt)) ?? NoTime,
        RepeatedAt = Time(entity, nameof(EventRow.RepeatedAt)),
        MadeAfter = Value<int>(entity, nameof(EventRow.MadeAfter)),
        State = Named<EventState>(entity, nameof(EventRow.State)),
        Outcome = Named<EventOutcome>(entity, nameof(EventRow.Outcome)),
        Sequence = Value<int>(entity, nameof(EventRow.Sequence)) ?? 0,
        Attempt = Value<int>(entity, nameof(EventRow.Attempt)) ?? 0,
        CrashCount = Value<int>(entity, nameof(EventRow.CrashCount)) ?? 0,
        StartedAt = Time(entity, nameof(EventRow.StartedAt)),
        NextAttemptAt = Time(entity, nameof(EventRow.NextAttemptAt)),
        DueSince = Time(entity, nameof(EventRow.DueSince)),
        NotFoundSince = Time(entity, nameof(EventRow.NotFoundSince)),
        StaleSince = Time(entity, nameof(EventRow.StaleSince)),
        OlderSince = Time(entity, nameof(EventRow.OlderSince)),
        UnusableSince = Time(entity, nameof(EventRow.UnusableSince)),
        FailingSince = Time(entity, nameof(EventRow.FailingSince)),
        RedeliverTo = Text(entity, nameof(EventRow.RedeliverTo)),
        RedeliveryBeganAt = Time(entity, nameof(EventRow.RedeliveryBeganAt)),
        Error = Text(entity, nameof(EventRow.Error)),
        Attempts = AttemptHistory.Parse(Text(entity, nameof(EventRow.Attempts))),
        OpenedBy = Enum.TryParse<EventOpening>(entity.TextOrNull(nameof(EventRow.OpenedBy)), out var opening) ? opening : null,
        HandlerResults = entity.TextOrNull(nameof(EventRow.HandlerResults)),
        TraceId = entity.TextOrNull(nameof(EventRow.TraceId)),
        StoredAfterMilliseconds = entity.NumberOrNull(nameof(EventRow.StoredAfterMilliseconds)),
        Actions = ActionHistory.Parse(Text(entity, nameof(EventRow.Actions))),
        RetriesEndedAt = Time(entity, nameof(EventRow.RetriesEndedAt)),
        ResolvedAt = Time(entity, nameof(EventRow.ResolvedAt)),
        ResolvedNote = Text(entity, nameof(EventRow.ResolvedNote)),
        ETag = entity.ETag,
    };

    private static RecordRow ReadRecordRow(TableEntity entity) => new()
    {
        Version = Version(entity, nameof(RecordRow.Version)),
        Hash = Text(entity, nameof(RecordRow.Hash)),
        ChangeCount = Value<int>(entity, nameof(RecordRow.ChangeCount)) ?? 0,
        IsTombstone = Value<bool>(entity, nameof(RecordRow.IsTombstone)) ?? false,
        DeletedAt = Time(entity, nameof(RecordRow.DeletedAt)),
        FetchedAt = Time(entity, nameof(RecordRow.FetchedAt)),
        PendingVersion = Version(entity, nameof(RecordRow.PendingVersion)),
        PendingHash = Text(entity, nameof(RecordRow.PendingHash)),
        CompletedHandlers = Text(entity, nameof(RecordRow.CompletedHandlers)),
        Numbers = Text(entity, nameof(RecordRow.Numbers)),
        FencingToken = Value<long>(entity, nameof(RecordRow.FencingToken)) ?? 0,
        FencingEpoch = Text(entity, nameof(RecordRow.FencingEpoch)),
        LeaseOwner = Text(entity, nameof(RecordRow.LeaseOwner)),
        LeaseExpiresAt = Time(entity, nameof(RecordRow.LeaseExpiresAt)),
        ErasedAt = Time(entity, nameof(RecordRow.ErasedAt)),
        ForgottenAt = Time(entity, nameof(RecordRow.ForgottenAt)),
        ETag = entity.ETag,
    };

    /// <summary>The entity that makes a stored row equal to another one.</summary>
    /// <param name="after">What the row is to be.</param>
    /// <param name="before">What it is; null for a new row.</param>
    public static TableEntity ToEntity(EventRow after, EventRow? before) =>
        Changed(new TableEntity(after.Id.PartitionKey, after.Id.RowKey), Properties(after), before is null ? null : Properties(before));

    /// <inheritdoc cref="ToEntity(EventRow, EventRow?)"/>
    public static TableEntity ToEntity(string partitionKey, RecordRow after, RecordRow? before) =>
        Changed(new TableEntity(partitionKey, RecordRow.RowKey), Properties(after), before is null ? null : Properties(before));

    private static (string Name, object? Value)[] Properties(EventRow row) =>
    [
        ("Event", row.Name),
        (nameof(row.Resource), row.Resource),
        (nameof(row.Action), row.Action),
        (nameof(row.RecordId), row.RecordId),
        (nameof(row.Version), VersionText(row.Version)),
        (nameof(row.OrganisationId), row.OrganisationId),
        (nameof(row.Numbers), row.Numbers),
        (nameof(row.ReceivedAt), row.ReceivedAt),
        (nameof(row.OpenedAt), row.OpenedAt),
        (nameof(row.RepeatedAt), row.RepeatedAt ?? NoTime),
        (nameof(row.MadeAfter), row.MadeAfter),
        (nameof(row.State), row.State.ToString()),
        (nameof(row.Outcome), row.Outcome == EventOutcome.None ? null : row.Outcome.ToString()),
        (nameof(row.Sequence), row.Sequence),
        (nameof(row.Attempt), row.Attempt),
        (nameof(row.CrashCount), row.CrashCount),
        (nameof(row.StartedAt), row.StartedAt ?? NoTime),
        (nameof(row.NextAttemptAt), row.NextAttemptAt ?? NoTime),
        (nameof(row.DueSince), row.DueSince ?? NoTime),
        (nameof(row.NotFoundSince), row.NotFoundSince ?? NoTime),
        (nameof(row.StaleSince), row.StaleSince ?? NoTime),
        (nameof(row.OlderSince), row.OlderSince ?? NoTime),
        (nameof(row.UnusableSince), row.UnusableSince ?? NoTime),
        (nameof(row.FailingSince), row.FailingSince ?? NoTime),
        (nameof(row.RedeliverTo), row.RedeliverTo),
        (nameof(row.RedeliveryBeganAt), row.RedeliveryBeganAt ?? NoTime),
        (nameof(row.Error), row.Error),
        (nameof(row.Attempts), row.Attempts),
        (nameof(row.OpenedBy), row.OpenedBy?.ToString()),
        (nameof(row.HandlerResults), row.HandlerResults),
        (nameof(row.TraceId), row.TraceId),
        (nameof(row.StoredAfterMilliseconds), row.StoredAfterMilliseconds),
        (nameof(row.Actions), row.Actions),
    ];

    private static (string Name, object? Value)[] Properties(RecordRow row) =>
    [
        (nameof(row.Version), VersionText(row.Version)),
        (nameof(row.Hash), row.Hash),
        (nameof(row.ChangeCount), row.ChangeCount),
        (nameof(row.IsTombstone), row.IsTombstone),
        (nameof(row.DeletedAt), row.DeletedAt ?? NoTime),
        (nameof(row.FetchedAt), row.FetchedAt ?? NoTime),
        (nameof(row.PendingVersion), VersionText(row.PendingVersion)),
        (nameof(row.PendingHash), row.PendingHash),
        (nameof(row.CompletedHandlers), row.CompletedHandlers),
        (nameof(row.Numbers), row.Numbers),
        (nameof(row.FencingToken), row.FencingToken),
        (nameof(row.FencingEpoch), row.FencingEpoch),
        (nameof(row.LeaseOwner), row.LeaseOwner),
        (nameof(row.LeaseExpiresAt), row.LeaseExpiresAt ?? NoTime),
        (nameof(row.ErasedAt), row.ErasedAt ?? NoTime),
        (nameof(row.ForgottenAt), row.ForgottenAt ?? NoTime),
    ];

    private static TableEntity Changed(TableEntity entity, (string Name, object? Value)[] after, (string Name, object? Value)[]? before)
    {
        for (var i = 0; i < after.Length; i++)
        {
            var (name, value) = after[i];
            var isNone = value is null || value.Equals(NoTime) || value.Equals(AttemptHistory.Empty) || value.Equals(ActionHistory.Empty);
            if (before is null ? !isNone : !Equals(value, before[i].Value))
            {
                entity[name] = value is AttemptHistory or ActionHistory ? value.ToString() : value ?? "";
            }
        }

        return entity;
    }

    private static string? Text(TableEntity entity, string name) => entity.TryGetValue(name, out var value) && value is not null
        ? value is string text ? text is "" ? null : text : throw Unreadable(name)
        : null;

    private static T? Value<T>(TableEntity entity, string name)
        where T : struct => entity.TryGetValue(name, out var value) && value is not null ? value is T known ? known : throw Unreadable(name) : null;

    private static T Named<T>(TableEntity entity, string name)
        where T : struct, Enum => Text(entity, name) switch
        {
            null => default,
            { } text when !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, out var value) => value,
            _ => throw Unreadable(name),
        };

    private static DateTimeOffset? Time(TableEntity entity, string name) => Value<DateTimeOffset>(entity, name) is { } time && time != NoTime ? time : null;

    // Versions are Stitchex's times, and may be ones that Table Storage cannot hold.
    private static string? VersionText(DateTimeOffset? version) => version?.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Version(TableEntity entity, string name) => Text(entity, name) switch
    {
        null => null,
        { } text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var version) => version,
        _ => throw Unreadable(name),
    };

    private static FormatException Unreadable(string name) => new($"{name} is not what it writes itself.");
}
