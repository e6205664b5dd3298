using Stitchex.Local.Destinations;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>What came of a demo.</summary>
/// <param name="Webhooks">What Stitchex sent, and the responses.</param>
/// <param name="MalformedResponses">The responses to requests that were no webhooks.</param>
/// <param name="Events">Where the events stand; null when storage could not be asked.</param>
/// <param name="RecordsFetched">How many requests for a record got one.</param>
/// <param name="Verdict">Whether the archive holds what Stitchex has.</param>
/// <param name="Destinations">What each destination got.</param>
/// <param name="Abandoned">Why the demo was not played to its end; null when it was.</param>
internal sealed record DemoResult(
    WebhookCounts Webhooks, IReadOnlyList<int> MalformedResponses, EventTally? Events, long RecordsFetched, Verdict Verdict,
    IReadOnlyList<DestinationVerdict> Destinations, string? Abandoned)
{
    /// <summary>Gets a value indicating whether all went as it should.</summary>
    public bool IsGood => Abandoned is null && Verdict.Holds && Webhooks.Lost == 0 && !DestinationFaults().Any();

    /// <summary>Lists what became of the events at the handlers of this machine's owner: those that are not the demo's destinations.</summary>
    public IEnumerable<HandlerTally> OwnHandlers() =>
        Events?.Handlers.Where(handler => Destinations.All(destination => destination.Destination != handler.Name)) ?? [];

    /// <summary>Lists what is wrong with what destinations got. Nothing was killed, so nothing has a reason to come twice.</summary>
    public IEnumerable<string> DestinationFaults() => Destinations.SelectMany(destination => destination.Repeats == 0
        ? destination.Faults
        : [.. destination.Faults, $"{destination.Destination}: {destination.Repeats} events came again."]);
}
