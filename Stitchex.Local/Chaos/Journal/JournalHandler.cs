using Stitchex.Functions.Records;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>Writes down that it was called, takes its time, and writes down that it is done, or failed.</summary>
internal sealed class JournalHandler(JournalFile journal, TimeSpan longestHandling, ChanceOfFailure failure, TimeProvider time) : IRecordHandler
{
    /// <inheritdoc/>
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        Write(JournalEntryKind.Begin, change);
        try
        {
            await Task.Delay(longestHandling * Random.Shared.NextDouble(), time, cancellationToken);
            failure.Take();
        }
        catch (Exception)
        {
            Write(JournalEntryKind.Failure, change);
            throw;
        }

        Write(JournalEntryKind.End, change);
    }

    private void Write(JournalEntryKind kind, RecordChange change) =>
        journal.Append(number => JournalEntry.From(kind, change, Environment.ProcessId, number, time.GetUtcNow()));
}
