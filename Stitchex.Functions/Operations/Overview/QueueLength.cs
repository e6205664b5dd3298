namespace Stitchex.Functions.Operations.Overview;

/// <summary>How many messages there are.</summary>
/// <param name="Length">In the queue of events, about, those that are hidden included.</param>
/// <param name="PoisonLength">Given up by the host, about.</param>
internal sealed record QueueLength(int Length, int PoisonLength);
