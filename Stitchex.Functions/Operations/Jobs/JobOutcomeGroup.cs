using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Events of a job that ended in the same way.</summary>
/// <param name="Ending">What became of them.</param>
/// <param name="Outcome">Their outcome; null where there is none yet.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Events">The ids of the first ten.</param>
internal sealed record JobOutcomeGroup(JobEnding Ending, EventOutcome? Outcome, int Count, IReadOnlyList<string> Events);
