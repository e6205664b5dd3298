namespace Stitchex.Functions.Tests.Model;

/// <summary>What a processor will do next.</summary>
internal enum Phase
{
    /// <summary>Take a message.</summary>
    Idle,

    /// <summary>Read the rows, and decide.</summary>
    Reading,

    /// <summary>Read the record's row after the event's.</summary>
    ReadingRecord,

    /// <summary>Read the event's row after the record's.</summary>
    ReadingRow,

    /// <summary>Carry out the next effect.</summary>
    Acting,

    /// <summary>Find out whether a commit was its own, whose response was lost.</summary>
    Rereading,

    /// <summary>Move the record alone: the event's row was changed by somebody else.</summary>
    MovingRecord,

    /// <summary>Ask the API.</summary>
    Fetching,

    /// <summary>Call the next handler, or be done.</summary>
    Dispatching,

    /// <summary>Wait for a handler.</summary>
    InHandler,

    /// <summary>Remove the message.</summary>
    Consuming,
}
