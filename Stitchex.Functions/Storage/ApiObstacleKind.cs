namespace Stitchex.Functions.Storage;

/// <summary>Why the Stitchex API serves nobody.</summary>
internal enum ApiObstacleKind
{
    /// <summary>It does not take our login, or our token.</summary>
    LoginRejected,

    /// <summary>It limits our rate.</summary>
    RateLimited,

    /// <summary>It cannot be reached, fails, or does not respond in time.</summary>
    Unavailable,
}
