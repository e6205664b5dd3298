namespace Stitchex.Functions.Tests.Model;

/// <summary>A message, without what only delays or traces depend on.</summary>
/// <param name="Event">The event that it is of.</param>
/// <param name="Turn">The event's turn.</param>
/// <param name="Again">Whether the record is to be fetched once more whatever the row says.</param>
/// <param name="Log">Whether the event's pointer may be missing.</param>
/// <param name="IsDelayed">Whether it stays hidden until the API has caught up, or was given enough time to.</param>
internal readonly record struct QueuedMessage(int Event, int Turn, bool Again = false, bool Log = false, bool IsDelayed = false) : IComparable<QueuedMessage>
{
    /// <summary>Gets a number that stands for the message.</summary>
    public int Code => (Event << 16) | (Turn << 8) | (Again ? 4 : 0) | (Log ? 2 : 0) | (IsDelayed ? 1 : 0);

    /// <inheritdoc/>
    public int CompareTo(QueuedMessage other) => Code.CompareTo(other.Code);

    /// <inheritdoc/>
    public override string ToString() => $"e{Event} turn {Turn}{(Again ? " again" : "")}{(Log ? " log" : "")}{(IsDelayed ? " delayed" : "")}";
}
