namespace Stitchex.Functions.Telemetry;

/// <summary>How an attempt at an event ended.</summary>
internal enum AttemptResult
{
    /// <summary>The record's newest version was handed to every handler.</summary>
    Handled,

    /// <summary>The record was already handed on as it is now.</summary>
    Unchanged,

    /// <summary>A newer version was handed on before.</summary>
    Superseded,

    /// <summary>The API never showed the version that the event spoke of.</summary>
    Stale,

    /// <summary>The record's deletion was handed on.</summary>
    Deleted,

    /// <summary>The API does not have the record.</summary>
    NotFound,

    /// <summary>Settings ignore events of this kind.</summary>
    Filtered,

    /// <summary>It will be tried again.</summary>
    Retry,

    /// <summary>It was given up.</summary>
    Dead,

    /// <summary>Storage went away under it, or the host shut down; the message comes back.</summary>
    BrokenOff,
}
