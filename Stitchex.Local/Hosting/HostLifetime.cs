namespace Stitchex.Local.Hosting;

/// <summary>The three ways in which a host ends: no new work, then no more work, or suddenly.</summary>
internal sealed class HostLifetime : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _cancelling = new();
    private readonly CancellationTokenSource _killed = new();

    /// <summary>Starts a life. Its tokens stay usable when it is disposed of, for work that outlasts its host.</summary>
    public HostLifetime()
    {
        Stopping = _stopping.Token;
        Cancelling = _cancelling.Token;
        Killed = _killed.Token;
    }

    /// <summary>Gets the token that is cancelled when no new work may start.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Gets the token that is cancelled when work under way should end.</summary>
    public CancellationToken Cancelling { get; }

    /// <summary>Gets the token that is cancelled when nothing may be touched any more, as if the process were gone.</summary>
    public CancellationToken Killed { get; }

    public Task StopAsync() => _stopping.CancelAsync();

    /// <summary>Asks work under way to end.</summary>
    public Task CancelAsync() => _cancelling.CancelAsync();

    /// <summary>Lets go of everything. Functions are not cancelled: in a process that is gone they would notice nothing.</summary>
    public async Task KillAsync()
    {
        // In this order: what is let go of must not be taken for a free place, and filled with new work.
        await _stopping.CancelAsync();
        await _killed.CancelAsync();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _cancelling.Dispose();
        _killed.Dispose();
    }
}
