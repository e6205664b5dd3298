namespace Stitchex.Functions.Protocol;

/// <summary>What opened an event again.</summary>
internal enum EventOpening
{
    /// <summary>Its webhook came again.</summary>
    Webhook,

    /// <summary>An operator, or a job, replayed it.</summary>
    Replay,

    /// <summary>A message of a later turn, whose turn was lost when storage was restored.</summary>
    Message,
}
