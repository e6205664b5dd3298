namespace Stitchex.Functions.Storage;

/// <summary>
/// Knows which records are to stay erased. As long as there is none, it asks storage only now and then, so that a webhook costs no more.
/// </summary>
internal sealed class ForgottenRecords(EventStorage storage, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private volatile bool _any;
    private long? _lookedAt;
    private Task _looking = Task.CompletedTask;

    /// <summary>Whether a record is to stay erased.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async ValueTask<bool> ContainsAsync(string partitionKey, CancellationToken cancellationToken)
    {
        if (!_any)
        {
            await LookAsync().WaitAsync(cancellationToken);
        }

        return _any && await storage.Store.ReadRecordAsync(partitionKey, cancellationToken) is { ForgottenAt: not null };
    }

    // Webhooks that come meanwhile wait for the same response.
    private Task LookAsync()
    {
        lock (_lock)
        {
            if (_lookedAt is not { } at || time.GetElapsedTime(at) >= LookInterval)
            {
                (_lookedAt, _looking) = (time.GetTimestamp(), AskAsync());
            }

            return _looking;
        }
    }

    private async Task AskAsync()
    {
        using var brief = new CancellationTokenSource(LookTime);
        try
        {
            _any = await storage.Control.HasForgottenAsync(brief.Token);
        }
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            // No webhook is lost for that. The processor asks again, and keeps nothing of a record that is to stay erased.
        }
    }
}
