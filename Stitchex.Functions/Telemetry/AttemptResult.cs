namespace Stitchex.Functions.Telemetry;

/// <summary>How an attempt at an event ended.</summary>
internal enum AttemptResult
{
    /// <summary>The record's newest version was delivered to every handler.</summary>
    Handled,

    /// <summary>The record was already delivered as it is now.</summary>
    Unchanged,

    /// <summary>A newer version was delivered before.</summary>
    Superseded,

    /// <summary>The API never showed the version that the event spoke of.</summary>
    VersionNeverAppeared,

    /// <summary>The API went back to an older version than was delivered, and was believed.</summary>
    WentBack,

    /// <summary>The record's deletion was delivered.</summary>
    Deleted,

    /// <summary>The API still shows a record that was to be deleted.</summary>
    NotDeleted,

    /// <summary>The API does not have the record.</summary>
    NotFound,

    /// <summary>Settings ignore events of this kind.</summary>
    Ignored,

    /// <summary>It goes on under another id.</summary>
    Reassigned,

    /// <summary>It will be tried again.</summary>
    Retry,

    /// <summary>It was dead-lettered.</summary>
    DeadLettered,

    /// <summary>Storage went away under it, or the host shut down; the message comes back.</summary>
    Aborted,
}
