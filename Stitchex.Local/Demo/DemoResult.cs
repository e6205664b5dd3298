using Stitchex.Local.Destinations;
using Stitchex.Local.Lab;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>What came of a demo. Without events, storage could not be asked.</summary>
internal sealed record DemoResult(
    WebhookCounts Webhooks, IReadOnlyList<int> MalformedResponses, IReadOnlyList<StoredRow>? Events, long RecordsFetched, Verdict Verdict,
    IReadOnlyList<DestinationVerdict> Destinations, string? Abandoned)
{
    /// <summary>Gets a value indicating whether all went as it should.</summary>
    public bool IsGood => Abandoned is null && Verdict.Holds && Webhooks.Lost == 0 && !DestinationFaults().Any();

    /// <summary>Lists what became of the events at the handlers of this machine's owner: those that are not the demo's destinations.</summary>
    public IEnumerable<HandlerTally> OwnHandlers() =>
        HandlerTally.From(Events ?? []).Where(handler => Destinations.All(destination => destination.Destination != handler.Name));

    /// <summary>Lists what is wrong with what destinations got. Nothing was killed, so nothing has a reason to come twice.</summary>
    public IEnumerable<string> DestinationFaults() => Destinations.SelectMany(destination => destination.Repeats == 0
        ? destination.Faults
        : [.. destination.Faults, $"{destination.Destination}: {destination.Repeats} events came again."]);
}
