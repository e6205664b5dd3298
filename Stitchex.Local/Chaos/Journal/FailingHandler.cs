using Stitchex.Functions.Records;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>Does nothing but fail now and then, which must neither keep a change from the handler behind it nor repeat one there.</summary>
internal sealed class FailingHandler(ChanceOfFailure failure) : IRecordHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        failure.Take();
        return Task.CompletedTask;
    }
}
