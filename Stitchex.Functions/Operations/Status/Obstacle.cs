namespace Stitchex.Functions.Operations.Status;

/// <summary>Something that cannot work now.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Destination">The destination's name; null for what concerns every event.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Since">Since when; null where that is not known.</param>
/// <param name="Until">Until when it is not tried; null where that is not known, or somebody has to do something.</param>
/// <param name="By">Who paused or stopped it: a person, or the name of a key; null where nobody did, or that is not known.</param>
internal sealed record Obstacle(
    ObstacleKind Kind, string? Destination, string Reason, DateTimeOffset? Since, DateTimeOffset? Until, string? By = null)
{
    /// <summary>Gets a value indicating whether no event comes through meanwhile. Storage that is slow lets them through.</summary>
    public bool HoldsEverything => Destination is null && Kind != ObstacleKind.StorageSlow;
}
