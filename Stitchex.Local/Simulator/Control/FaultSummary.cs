using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Local.Simulator.Control;

/// <summary>A fault that is set up, as a person sees it.</summary>
internal sealed record FaultSummary(int Id, int TimesMet, FaultRule Rule)
{
    public static FaultSummary From(Fault fault) => new(fault.Id, fault.TimesMet, fault.Rule);
}
