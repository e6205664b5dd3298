namespace Stitchex.Functions.Events;

/// <summary>Why a record's <c>updated_at</c> does not order its versions.</summary>
internal enum RecordTimeDefect
{
    /// <summary>It does, or the record has none.</summary>
    None,

    /// <summary>It has no offset from UTC: it may be local time.</summary>
    NoOffset,

    /// <summary>It is not empty and cannot be read as a time.</summary>
    Unreadable,

    /// <summary>It lies far ahead of storage's clock. It orders versions all the same, but the next ones will seem older.</summary>
    Ahead,
}
