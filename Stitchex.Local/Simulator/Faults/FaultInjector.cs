using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Holds the faults that are set up, and decides which request meets which.</summary>
internal sealed class FaultInjector(SeededRandom random)
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];
    private int _lastId;

    public IReadOnlyList<Fault> Active
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    /// <summary>Sets a fault up; of several that match a request, the earliest that takes it wins.</summary>
    public Fault Add(FaultRule rule)
    {
        lock (_lock)
        {
            var fault = new Fault(++_lastId, rule, Remove);
            _faults.Add(fault);
            return fault;
        }
    }

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        foreach (var fault in Active)
        {
            fault.End();
        }
    }

    public Fault? Take(HttpRequest request)
    {
        lock (_lock)
        {
            return _faults.FirstOrDefault(fault =>
                fault.Rule.Matches(request) && random.Jitter(fault.Rule.Share) && fault.TryTake());
        }
    }

    private void Remove(Fault fault)
    {
        lock (_lock)
        {
            _faults.Remove(fault);
        }
    }
}
