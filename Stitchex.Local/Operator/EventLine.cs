namespace Stitchex.Local.Operator;

/// <summary>What a deployment tells of an event in a list. Fields that a later version adds are ignored.</summary>
internal record EventLine
{
    /// <summary>Gets the event's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>Gets the event's name as Stitchex sent it.</summary>
    public string? Name { get; init; }

    /// <summary>Gets the resource's name.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Gets the record's id; null where the body carries none.</summary>
    public string? RecordId { get; init; }

    /// <summary>Gets the numbers that people know the record by.</summary>
    public IReadOnlyList<NumberView> Numbers { get; init; } = [];

    /// <summary>
    /// Gets its state: <c>Received</c>, <c>Retrying</c>, <c>Confirming</c>, <c>Completed</c>, <c>DeadLettered</c> or <c>Unreadable</c>.
    /// </summary>
    public string? State { get; init; }

    /// <summary>Gets what became of it; null when nothing did yet.</summary>
    public string? Outcome { get; init; }

    /// <summary>Gets when it was first received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets when its last attempt ended; null where none did yet.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Gets when it will be tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Gets how many attempts began since it was last opened.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets what went wrong last.</summary>
    public string? Error { get; init; }

    /// <summary>Gets when a person said that nothing more needs to be done.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
}
