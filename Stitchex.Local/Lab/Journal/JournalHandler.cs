using Stitchex.Functions.Records;

namespace Stitchex.Local.Lab.Journal;

/// <summary>Writes down that it was called, takes its time, and writes down that it is done, or failed.</summary>
internal sealed class JournalHandler(JournalFile journal, JournalOptions options, TimeProvider time) : IRecordHandler
{
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        Write(JournalEntryKind.Begin, change);
        try
        {
            await Task.Delay(options.LongestHandling * Random.Shared.NextDouble(), time, cancellationToken);
            options.FailNowAndThen();
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

/// <summary>Does nothing but fail now and then, which must neither keep a change from the handler behind it nor repeat one there.</summary>
internal sealed class FailingHandler(JournalOptions options) : IRecordHandler
{
    public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        options.FailNowAndThen();
        return Task.CompletedTask;
    }
}
