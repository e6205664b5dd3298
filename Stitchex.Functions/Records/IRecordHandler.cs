namespace Stitchex.Functions.Records;

/// <summary>Takes changes of records: the place for your own code. Register it with <see cref="RecordHandlerServiceCollectionExtensions.AddRecordHandler{THandler}"/>.</summary>
/// <remarks>
/// The newest version that the API shows of a record reaches every handler; versions in between may be skipped. Changes of one record come one at a time and
/// never go back, as long as a handler returns, or honours cancellation, within <c>Stitchex:Processing:HandlerTimeout</c>. A change comes once, and again
/// under the same <see cref="RecordChange.ChangeId"/> only if a crash or this handler's own error cut it off, or storage was unavailable
/// for
/// longer than the lease, so that nobody could record it. What an operator has redelivered comes under an id of its own.
/// </remarks>
public interface IRecordHandler
{
    /// <summary>Takes one change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancelled when the time is up, when the record's lease is lost, or when the host shuts down. Stop then: another attempt may begin.</param>
    /// <returns>A task that ends when the change is safe on your side.</returns>
    /// <exception cref="RejectRecordException">Throw it when this record can never be taken: the event is dead-lettered at once, with your reason.</exception>
    /// <exception cref="RetryRecordLaterException">Throw it when you are not ready: the change comes again after the delay you give.</exception>
    /// <remarks>
    /// Any other exception is a fault: the change comes again, with growing delays, for 48 hours. Its message is stored and shown, so that the person who is on
    /// call can see it: put nothing secret into it.
    /// </remarks>
    Task HandleAsync(RecordChange change, CancellationToken cancellationToken);
}
