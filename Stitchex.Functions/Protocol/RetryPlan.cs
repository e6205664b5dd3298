namespace Stitchex.Functions.Protocol;

/// <summary>What follows if every further attempt ends as the last one did.</summary>
/// <param name="Attempt">The number of the next attempt, or of the one that is under way.</param>
/// <param name="NextAttemptAt">When it is due.</param>
/// <param name="Attempts">How many there are in all, about, for delays vary; null where there is no end.</param>
/// <param name="EndsAt">From when on an attempt that ends so is the last one; null where it is tried for as long as it takes.</param>
/// <param name="IsDeadLettered">Whether the event is dead-lettered then. Otherwise what the API shows is believed.</param>
internal sealed record RetryPlan(int Attempt, DateTimeOffset NextAttemptAt, int? Attempts, DateTimeOffset? EndsAt, bool IsDeadLettered);
