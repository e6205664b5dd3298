namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Holds deliveries until they are let go all at once.</summary>
internal sealed class DeliveryGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _closed;

    public void Close()
    {
        lock (_lock)
        {
            _closed ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _closed?.SetResult();
            _closed = null;
        }
    }

    public Task PassAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _closed?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        }
    }
}
