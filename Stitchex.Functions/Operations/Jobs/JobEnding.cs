namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What became of an event that a job worked on.</summary>
internal enum JobEnding
{
    /// <summary>It waits for its turn, or is retried.</summary>
    Waiting,

    /// <summary>It is completed, or delivered and being confirmed.</summary>
    Completed,

    /// <summary>It is dead-lettered, again where it was before.</summary>
    DeadLettered,

    /// <summary>It is resolved.</summary>
    Resolved,

    /// <summary>It was removed at the end of its retention.</summary>
    Removed,
}
