using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>Which records are to be erased, as it was sent.</summary>
internal sealed record ErasureRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"records":["customer/330101"],"reason":"asked for by letter","dryRun":true}""";

    /// <summary>How many records at most: their keys fit into one property of the job's row.</summary>
    public const int MaxRecords = 100;

    /// <summary>Gets the records, each as <c>resource/id</c>.</summary>
    public IReadOnlyList<string?>? Records { get; init; }

    /// <summary>Gets why. It is kept.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets a value indicating whether webhooks of the records that come later are not kept either.</summary>
    public bool StayForgotten { get; init; }

    /// <summary>Gets a value indicating whether to count only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Makes the job that is asked for.</summary>
    /// <param name="now">When it is started.</param>
    /// <param name="by">Who asks for it; null where that is not known.</param>
    /// <returns>The job, or what is wrong with the request.</returns>
    public (Job? Job, string? Error) ToJob(DateTimeOffset now, string? by)
    {
        var named = Records?.Select(record => record?.Split('/', 2) ?? []).ToList();
        if (named is not { Count: > 0 and <= MaxRecords }
            || !named.TrueForAll(parts => parts is [{ Length: > 0 } and not KeyPart.None, { Length: > 0 } and not KeyPart.None]))
        {
            return (null, $"records has to name 1 to {MaxRecords} records, each by its resource and its id, such as [\"customer/330101\"].");
        }

        if (Reason?.Trim() is not { Length: > 0 and <= ResolveRequest.MaxNoteLength } reason)
        {
            return (null, $"A reason of 1 to {ResolveRequest.MaxNoteLength:N0} characters is needed. It is kept: leave out what is personal.");
        }

        var partitions = named.Select(parts => RecordHistory.PartitionKeyOf(EventName.Lower(parts[0]), parts[1]));
        var job = new Job
        {
            Id = Job.NewId(now),
            Kind = JobKind.Erase,
            IsDryRun = DryRun,
            Query = "",
            Ids = string.Join(' ', partitions.Distinct()),
            By = by,
            Note = reason,
            RatePerMinute = MaxRecords,
            StartedAt = now,
            UpdatedAt = now,
            Erasure = new ErasureReport(StayForgotten, 0, 0, 0, 0).ToString(),
        };
        return (job, null);
    }
}
