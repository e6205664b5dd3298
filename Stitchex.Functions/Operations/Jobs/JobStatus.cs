namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Where a job stands.</summary>
internal enum JobStatus
{
    /// <summary>A message for its next page is under way.</summary>
    Running,

    /// <summary>A person has it wait until it is resumed. What was done stays done.</summary>
    Paused,

    /// <summary>It has looked at all.</summary>
    Completed,

    /// <summary>A person ended it. What was done stays done.</summary>
    Cancelled,

    /// <summary>It kept standing still.</summary>
    Failed,
}
