namespace Stitchex.Local.Simulator.Faults;

/// <summary>A fault that was set up, until it is ended.</summary>
internal sealed class Fault(int id, FaultRule rule, Action<Fault> onEnd) : IDisposable
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _timesMet;

    public int Id => id;

    public FaultRule Rule => rule;

    /// <summary>Gets how many requests it met.</summary>
    public int TimesMet => _timesMet;

    /// <summary>Gets a task that ends when the fault has met its first request; what that one is to get is made by then.</summary>
    public Task Met => _met.Task;

    /// <summary>Gets a task that ends with the fault.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes a request if the fault has not met as many as it should.</summary>
    public bool TryTake()
    {
        if (_timesMet >= rule.Count)
        {
            return false;
        }

        _timesMet++;
        return true;
    }

    public void SignalMet() => _met.TrySetResult();

    /// <summary>Ends the fault and lets go of the responses that it holds.</summary>
    public void End()
    {
        onEnd(this);
        _ended.TrySetResult();
    }

    public void Dispose() => End();
}
