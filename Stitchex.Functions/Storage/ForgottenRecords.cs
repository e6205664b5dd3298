namespace Stitchex.Functions.Storage;

/// <summary>
/// Knows which records are to stay erased. As long as there is none, it asks storage only now and then, so that a webhook costs no more.
/// </summary>
internal sealed class ForgottenRecords(EventStorage storage, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    private volatile bool _any;
    private long? _lookedAt;

    /// <summary>Whether a record is to stay erased.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async ValueTask<bool> ContainsAsync(string partitionKey, CancellationToken cancellationToken)
    {
        if (!_any && (_lookedAt is not { } at || time.GetElapsedTime(at) >= LookInterval))
        {
            _lookedAt = time.GetTimestamp();
            await LookAsync(cancellationToken);
        }

        return _any && await storage.Store.ReadRecordAsync(partitionKey, cancellationToken) is { ForgottenAt: not null };
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var brief = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        brief.CancelAfter(LookTime);
        try
        {
            _any = await storage.Control.HasForgottenAsync(brief.Token);
        }
        catch (Exception e) when (StorageFailure.Is(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // No webhook is lost for that. The processor asks again, and keeps nothing of a record that is to stay erased.
        }
    }
}
