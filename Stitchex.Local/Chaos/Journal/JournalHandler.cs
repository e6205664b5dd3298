using Stitchex.Functions.Records;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>Writes down that it was called, takes its time, and writes down that it is done.</summary>
internal sealed class JournalHandler(JournalFile journal, TimeProvider time) : IRecordHandler
{
    // Long enough that kills hit it, and that two runs at once would be seen to overlap.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        Write(JournalEntryKind.Begin, change);
        try
        {
            await Task.Delay(Longest * Random.Shared.NextDouble(), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Write(JournalEntryKind.Failure, change);
            throw;
        }

        Write(JournalEntryKind.End, change);
    }

    private void Write(JournalEntryKind kind, RecordChange change) =>
        journal.Append(number => JournalEntry.Of(kind, change, Environment.ProcessId, number, time.GetUtcNow()));
}
