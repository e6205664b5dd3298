using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>What was read of an event.</summary>
/// <param name="Row">Its row; null when there is none.</param>
/// <param name="Record">Its record's row; one without an ETag when there is none.</param>
/// <param name="Body">Its body; null when none was kept.</param>
internal sealed record StoredRows(EventRow? Row, RecordRow Record, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Gets a value indicating whether one of the rows is there, and this version of the app cannot read it.</summary>
    public bool IsUnreadable => Row is { State: EventState.Unreadable } || Record.IsUnreadable;
}
