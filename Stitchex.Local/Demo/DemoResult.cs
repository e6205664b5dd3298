using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>What came of a demo.</summary>
/// <param name="Webhooks">What Stitchex sent, and the responses.</param>
/// <param name="MalformedResponses">The responses to requests that were no webhooks.</param>
/// <param name="Events">Where the events stand; null when storage could not be asked.</param>
/// <param name="RecordsFetched">How many requests for a record got one.</param>
/// <param name="Verdict">Whether the archive holds what Stitchex has.</param>
/// <param name="Abandoned">Why the demo was not played to its end; null when it was.</param>
internal sealed record DemoResult(
    WebhookCounts Webhooks, IReadOnlyList<int> MalformedResponses, EventTally? Events, long RecordsFetched, Verdict Verdict, string? Abandoned)
{
    /// <summary>Gets a value indicating whether all went as it should.</summary>
    public bool IsGood => Abandoned is null && Verdict.Holds && Webhooks.Lost == 0;
}
