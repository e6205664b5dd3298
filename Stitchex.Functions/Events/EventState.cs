namespace Stitchex.Functions.Events;

/// <summary>Where an event stands. What became of it stands in <see cref="EventOutcome"/>; "running" is a live lease, not a state.</summary>
internal enum EventState
{
    /// <summary>Stored, and not yet tried to an end.</summary>
    Received,

    /// <summary>Tried or opened again; a message for its next attempt is under way.</summary>
    Retrying,

    /// <summary>Done as far as the API showed. It is asked once more, in case it was a moment behind.</summary>
    Confirming,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Dead-lettered, with a reason, until a person replays or resolves it. It never expires.</summary>
    DeadLettered,

    /// <summary>Never stored: a newer version wrote the row, or a person edited it, and this version cannot read it.</summary>
    Unreadable,
}
