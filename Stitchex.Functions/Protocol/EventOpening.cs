namespace Stitchex.Functions.Protocol;

/// <summary>What opened an event again.</summary>
internal enum EventOpening
{
    /// <summary>Its webhook came again.</summary>
    Webhook,

    /// <summary>An operator, or a job, replayed it.</summary>
    Replay,

    /// <summary>A message of a later turn than the row's: what was to be written with it was not.</summary>
    Message,
}
