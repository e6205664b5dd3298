using System.Text.Json;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>What an erasure has erased, or would erase.</summary>
/// <param name="StayForgotten">Whether webhooks of the records that come later are not kept either.</param>
/// <param name="Events">How many events.</param>
/// <param name="Numbers">How many numbers that people know the records by.</param>
/// <param name="Archived">How many archived records.</param>
/// <param name="Quarantined">How many quarantined items that hold the id of one of the records.</param>
internal sealed record ErasureReport(bool StayForgotten, int Events, int Numbers, int Archived, int Quarantined)
{
    /// <summary>Reads what a job's row keeps of it; null for other jobs.</summary>
    public static ErasureReport? From(Job job) =>
        job.Erasure is { } text ? JsonSerializer.Deserialize(text, OperatorJson.Readable.ErasureReport) : null;

    /// <summary>This and another one together.</summary>
    public ErasureReport With(ErasureReport other) =>
        new(StayForgotten, Events + other.Events, Numbers + other.Numbers, Archived + other.Archived, Quarantined + other.Quarantined);

    /// <summary>What a job's row keeps of it.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, OperatorJson.Readable.ErasureReport);
}
