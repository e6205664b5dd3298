namespace Stitchex.Functions.Tests.Model;

/// <summary>One delivery, and the receiver's work on it.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="Tries">How often it was tried in vain.</param>
/// <param name="IndexEntry">Whether the index entry was stored; null while it is under way.</param>
/// <param name="IsSent">Whether the message was stored.</param>
/// <param name="Reopen">Whether the message that joins is a repeat; otherwise it repairs the index entry.</param>
internal readonly record struct Sender(SenderPhase Phase, int Tries = 0, bool? IndexEntry = null, bool IsSent = false, bool Reopen = false)
{
    /// <summary>Gets a number that stands for all of it.</summary>
    public int Code => ((int)Phase << 8) | (Tries << 4) | (IndexEntry switch { null => 0, false => 4, true => 8 }) | (IsSent ? 2 : 0) | (Reopen ? 1 : 0);

    /// <summary>Gets a value indicating whether nothing more will come of it.</summary>
    public bool IsDone => Phase is SenderPhase.Responded or SenderPhase.GaveUp;
}
