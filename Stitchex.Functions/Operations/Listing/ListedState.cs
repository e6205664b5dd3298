namespace Stitchex.Functions.Operations.Listing;

/// <summary>
/// What an operator calls the state of an event in a list: as the event's own, but for dead-lettered ones, which require attention or are
/// resolved.
/// </summary>
internal enum ListedState
{
    /// <summary>It waits for its first attempt.</summary>
    Received,

    /// <summary>An attempt failed; there will be another.</summary>
    Retrying,

    /// <summary>It was delivered, and is fetched once more.</summary>
    Confirming,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>It was dead-lettered, and nobody has resolved it since it was last opened.</summary>
    DeadLettered,

    /// <summary>It was dead-lettered, and a person said that nothing more needs to be done.</summary>
    Resolved,

    /// <summary>This version of the app cannot read its row.</summary>
    Unreadable,
}
