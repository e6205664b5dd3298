namespace Stitchex.Functions.Tests.Model;

/// <summary>A message, without what only delays or traces depend on.</summary>
/// <param name="Event">The event that it is of.</param>
/// <param name="Sequence">The event's sequence number.</param>
/// <param name="Reopen">Whether the record is to be fetched once more whatever the row says.</param>
/// <param name="WriteIndexEntry">Whether the event's index entry may be missing.</param>
/// <param name="IsDelayed">Whether it stays hidden until the API has caught up, or was given enough time to.</param>
/// <param name="Asked">What came after it was asked for; of one that reopens.</param>
internal readonly record struct QueuedMessage(
    int Event, int Sequence, bool Reopen = false, bool WriteIndexEntry = false, bool IsDelayed = false, Asked Asked = Asked.JustNow)
    : IComparable<QueuedMessage>
{
    /// <summary>Gets a number that stands for the message.</summary>
    public int Code => (Event << 16) | (Sequence << 8) | ((int)Asked << 3) | (Reopen ? 4 : 0) | (WriteIndexEntry ? 2 : 0) | (IsDelayed ? 1 : 0);

    /// <summary>The message after some time: longer than clocks are apart.</summary>
    public QueuedMessage Later() => this with { Asked = Reopen && Asked == Asked.JustNow ? Asked.Before : Asked };

    /// <summary>The message after its event was opened.</summary>
    public QueuedMessage Opened() => this with { Asked = Asked == Asked.Before ? Asked.AndOpened : Asked };

    /// <inheritdoc/>
    public int CompareTo(QueuedMessage other) => Code.CompareTo(other.Code);

    /// <inheritdoc/>
    public override string ToString() => $"e{Event} sequence number {Sequence}{(Reopen ? " again" : "")}{(WriteIndexEntry ? " log" : "")}{(IsDelayed ? " delayed" : "")}";
}
