namespace Stitchex.Functions.Events;

/// <summary>
/// The outcome of an event that is <see cref="EventState.Completed"/> or <see cref="EventState.DeadLettered"/>, or, so far, of one that is <see
/// cref="EventState.Confirming"/>.
/// </summary>
internal enum EventOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The record's newest version was delivered to every handler.</summary>
    Handled,

    /// <summary>The record was already delivered as it is now.</summary>
    Unchanged,

    /// <summary>A newer version than the event's was delivered before it came to be processed.</summary>
    Superseded,

    /// <summary>The API never showed the version that the event spoke of, and nothing newer than what was delivered.</summary>
    VersionNeverAppeared,

    /// <summary>The API went back to an older version than was delivered, and stayed there: it was believed.</summary>
    WentBack,

    /// <summary>The record's deletion was delivered.</summary>
    Deleted,

    /// <summary>The event spoke of a deletion, and the API still shows the record: it was believed.</summary>
    NotDeleted,

    /// <summary>The API does not have the record.</summary>
    NotFound,

    /// <summary>Settings ignore events of this kind.</summary>
    Ignored,

    /// <summary>It goes on under another id: settings say now where its record's id stands.</summary>
    Reassigned,

    /// <summary>Its faults lasted too long.</summary>
    RetriesExhausted,

    /// <summary>A handler rejected the record permanently.</summary>
    Rejected,

    /// <summary>The body carries no record id.</summary>
    NoRecordId,

    /// <summary>The record belongs to another organisation.</summary>
    OtherOrganisation,

    /// <summary>Nobody knows where the API keeps such records.</summary>
    EndpointUnknown,

    /// <summary>Its attempts kept ending with the process.</summary>
    CrashLoop,
}
