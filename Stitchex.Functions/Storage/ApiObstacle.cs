namespace Stitchex.Functions.Storage;

/// <summary>What keeps the Stitchex API from serving us, as the instance saw it that told of it last.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">What the API said, or did.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">Until when nobody tries; null where that is not known.</param>
/// <param name="SeenAt">When it was met last, give or take a minute.</param>
internal sealed record ApiObstacle(ApiObstacleKind Kind, string Reason, DateTimeOffset Since, DateTimeOffset? Until, DateTimeOffset SeenAt)
{
    // The instance that met it may have ended, and others do well.
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>Whether it is to be believed.</summary>
    public bool Stands(DateTimeOffset now) => now - SeenAt < Lasts || Until > now;
}
