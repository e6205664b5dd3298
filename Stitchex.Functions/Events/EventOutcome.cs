namespace Stitchex.Functions.Events;

/// <summary>What became of an event that is <see cref="EventState.Completed"/> or <see cref="EventState.Dead"/>.</summary>
internal enum EventOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The record's newest version was handed to every handler.</summary>
    Handled,

    /// <summary>The record was already handed on as it is now.</summary>
    Unchanged,

    /// <summary>A newer version than the event's was handed on before it came to be processed.</summary>
    Superseded,

    /// <summary>The API never showed the version that the event spoke of, and nothing newer than what was handed on.</summary>
    Stale,

    /// <summary>The record's deletion was handed on.</summary>
    Deleted,

    /// <summary>The API does not have the record.</summary>
    NotFound,

    /// <summary>Settings ignore events of this kind.</summary>
    Filtered,

    /// <summary>Its faults lasted too long.</summary>
    GaveUp,

    /// <summary>A handler refused the record for ever.</summary>
    Rejected,

    /// <summary>The body carries no record id.</summary>
    NoRecordId,

    /// <summary>The record belongs to another organisation.</summary>
    OtherOrganisation,

    /// <summary>Nobody knows where the API keeps such records.</summary>
    NoEndpoint,

    /// <summary>Its attempts kept ending with the process.</summary>
    Crashed,
}
