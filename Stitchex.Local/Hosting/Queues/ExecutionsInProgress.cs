namespace Stitchex.Local.Hosting.Queues;

/// <summary>
/// Counts what listeners have in hand. A listener that is stopped while it starts on a message does not wait for that message: it looks at its list of
/// running executions before it has added the new one.
/// </summary>
internal sealed class ExecutionsInProgress
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Counts one more, until the result is disposed of.</summary>
    public IDisposable Begin()
    {
        lock (_lock)
        {
            _count++;
        }

        return new Execution(this);
    }

    public Task NoneAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : _none.Task.WaitAsync(cancellationToken);
        }
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _none.SetResult();
                _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private sealed class Execution(ExecutionsInProgress all) : IDisposable
    {
        public void Dispose() => all.End();
    }
}
