using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Records;

/// <summary>A handler that writes into a <see cref="HandlerJournal"/>.</summary>
internal sealed class RecordingHandler(HandlerJournal journal) : IRecordHandler
{
    public Task HandleAsync(RecordChange change, CancellationToken cancellationToken) => journal.TakeAsync(change, cancellationToken);
}
