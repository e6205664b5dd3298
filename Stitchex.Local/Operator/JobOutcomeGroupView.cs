namespace Stitchex.Local.Operator;

/// <summary>Events of a job that ended in the same way.</summary>
/// <param name="Ending">What became of them.</param>
/// <param name="Outcome">Their outcome; null where there is none yet.</param>
/// <param name="Count">How many there are.</param>
internal sealed record JobOutcomeGroupView(string Ending, string? Outcome, int Count);
