namespace Stitchex.Functions.Tests.Model;

/// <summary>A message, without what only delays or traces depend on.</summary>
/// <param name="Event">The event that it is of.</param>
/// <param name="Sequence">The event's sequence number.</param>
/// <param name="Reopen">Whether the record is to be fetched once more whatever the row says.</param>
/// <param name="WriteIndexEntry">Whether the event's index entry may be missing.</param>
/// <param name="IsDelayed">Whether it stays hidden until the API has caught up, or was given enough time to.</param>
internal readonly record struct QueuedMessage(int Event, int Sequence, bool Reopen = false, bool WriteIndexEntry = false, bool IsDelayed = false) : IComparable<QueuedMessage>
{
    /// <summary>Gets a number that stands for the message.</summary>
    public int Code => (Event << 16) | (Sequence << 8) | (Reopen ? 4 : 0) | (WriteIndexEntry ? 2 : 0) | (IsDelayed ? 1 : 0);

    /// <inheritdoc/>
    public int CompareTo(QueuedMessage other) => Code.CompareTo(other.Code);

    /// <inheritdoc/>
    public override string ToString() => $"e{Event} sequence number {Sequence}{(Reopen ? " again" : "")}{(WriteIndexEntry ? " log" : "")}{(IsDelayed ? " delayed" : "")}";
}
