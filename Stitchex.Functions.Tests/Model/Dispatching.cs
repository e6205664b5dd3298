using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A change on its way to the handlers.</summary>
/// <param name="Given">What they see of it.</param>
/// <param name="IsDeletion">Whether it is a tombstone.</param>
/// <param name="FetchedAt">When the request for it began.</param>
/// <param name="Done">The handlers that have it, one bit for each.</param>
/// <param name="Outcome">What becomes of the event when all have it.</param>
/// <param name="Called">The handlers that this attempt called, one bit for each.</param>
/// <param name="Worst">The worst of what they failed with; null where none failed.</param>
internal sealed record Dispatching(
    Given Given, bool IsDeletion, DateTimeOffset? FetchedAt, int Done, EventOutcome Outcome, int Called = 0, DispatchFailure? Worst = null)
{
    /// <summary>Gets the handlers that are not to be called any more in this attempt, one bit for each.</summary>
    public int Passed => Done | Called;
}
