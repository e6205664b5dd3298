namespace Stitchex.Functions.Events;

/// <summary>One event as its body tells it.</summary>
internal sealed record StitchexEvent
{
    /// <summary>Gets what makes this event the same in every delivery.</summary>
    public required StitchexEventId Id { get; init; }

    /// <summary>Gets the name as Stitchex sent it, cut at <see cref="EventName.MaxLength"/> characters.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the resource, in lower case, cut like <see cref="Name"/>.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets the action, in lower case, cut like <see cref="Name"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets the record's id as text, or null where the body carries none.</summary>
    public string? RecordId { get; init; }

    /// <summary>Gets the record's <c>updated_at</c>, or null where the body carries none that can be read.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets why <see cref="Version"/> is null although the body carries an <c>updated_at</c>.</summary>
    public RecordTimeDefect TimeDefect { get; init; }

    /// <summary>Gets the record's <c>organisation_id</c> as text, or null where the body carries none.</summary>
    public string? OrganisationId { get; init; }

    /// <summary>Gets the numbers that people know the record by, as far as the body carries them.</summary>
    public IReadOnlyList<RecordNumber> Numbers { get; init; } = [];

    /// <summary>Gets the body as it was received.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the record inside <see cref="Body"/>; empty where the body carries no object for it.</summary>
    public ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>Gets a value indicating whether equal bodies are the same event forever. Those without a version may be a repeat or a new change: nobody can tell.</summary>
    public bool IsVersioned => Version is not null;
}
