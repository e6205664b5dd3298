namespace Stitchex.Local.Chaos.Journal;

/// <summary>What a line of the journal tells.</summary>
internal enum JournalEntryKind
{
    /// <summary>A handler was called.</summary>
    Begin,

    /// <summary>The handler has the change.</summary>
    End,

    /// <summary>The handler failed for the change.</summary>
    Failure,

    /// <summary>The process that wrote the lines before is gone.</summary>
    Kill,
}
