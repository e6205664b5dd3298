namespace Stitchex.Functions.Operations.Status;

/// <summary>What cannot work now.</summary>
internal enum ObstacleKind
{
    /// <summary>An operator paused processing.</summary>
    Paused,

    /// <summary>The Stitchex API does not take our login.</summary>
    LoginRejected,

    /// <summary>The Stitchex API limits our rate.</summary>
    RateLimited,

    /// <summary>The Stitchex API cannot be reached, fails, or does not respond in time.</summary>
    ApiUnavailable,

    /// <summary>Storage responds, and takes long.</summary>
    StorageSlow,

    /// <summary>A destination gets nothing until somebody resumes it.</summary>
    DestinationStopped,

    /// <summary>A destination is left alone for a while.</summary>
    DestinationHeldBack,

    /// <summary>A destination has failed without a success.</summary>
    DestinationFailing,
}
