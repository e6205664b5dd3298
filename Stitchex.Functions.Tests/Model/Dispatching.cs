using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A change on its way to the handlers.</summary>
/// <param name="Given">What they see of it.</param>
/// <param name="IsDeletion">Whether it is a tombstone.</param>
/// <param name="FetchedAt">When the request for it began.</param>
/// <param name="Done">The handlers that have it, one bit for each.</param>
/// <param name="Outcome">What becomes of the event when all have it.</param>
/// <param name="Called">The handlers that this attempt called, one bit for each.</param>
internal sealed record Dispatching(Given Given, bool IsDeletion, DateTimeOffset? FetchedAt, int Done, EventOutcome Outcome, int Called = 0);
