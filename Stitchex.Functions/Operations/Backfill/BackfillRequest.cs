using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Processing;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>Which lists a backfill is to read, as it was sent.</summary>
internal sealed record BackfillRequest
{
    /// <summary>A body that is right.</summary>
    public const string Example = """{"resources":["invoice"],"dryRun":true}""";

    /// <summary>Stands for all resources that the catalogue and settings name.</summary>
    public const string All = "*";

    /// <summary>How many lists a job's row has room for.</summary>
    public const int MaxResources = 30;

    /// <summary>The lowest rate: the records of a page of a hundred are fetched within ten minutes then.</summary>
    private const int MinRate = 10;
    private const int MaxRate = 6_000;

    /// <summary>Gets the resources; <c>*</c> alone means all that the catalogue and settings name.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>
    /// Gets how many records to fetch in a minute at most. The default is what <c>Stitchex:Api:RequestsPerMinute</c> allows one instance.
    /// </summary>
    public int? RatePerMinute { get; init; }

    /// <summary>Gets a value indicating whether to count only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Makes the job that is asked for.</summary>
    /// <param name="catalogue">Names the resources.</param>
    /// <param name="ignored">Knows which events settings ignore.</param>
    /// <param name="action">The action of the events that the job makes.</param>
    /// <param name="requestsPerMinute">How many requests one instance may send in a minute.</param>
    /// <param name="now">When it is started.</param>
    /// <param name="by">Who asks for it; null where that is not known.</param>
    /// <returns>The job, or what is wrong with the request.</returns>
    public (Job? Job, string? Error) ToJob(
        ResourceCatalogue catalogue, IgnoredEvents ignored, string action, int requestsPerMinute, DateTimeOffset now, string? by)
    {
        var resources = (Resources is [All] ? catalogue.Names.Where(name => !ignored.Contains(name, action)) : Resources ?? [])
            .Select(resource => EventName.Lower(resource ?? "")).Distinct().ToList();
        if (resources is not { Count: > 0 and <= MaxResources })
        {
            return (
                null,
                $"resources has to name 1 to {MaxResources} resources, such as [\"invoice\"], or to be [\"{All}\"] for all known ones. "
                    + $"It stands for {resources.Count}.");
        }

        if (resources.Find(resource => !KeyPart.IsName(resource)) is { } unnamed)
        {
            return (null, $"resources holds \"{unnamed}\", which cannot be a resource's name, such as invoice.");
        }

        if (resources.Find(resource => ignored.Contains(resource, action)) is { } unwanted)
        {
            return (null, $"resources holds \"{unwanted}\", whose events {StitchexOptions.SectionName}:IgnoredEvents has the app ignore.");
        }

        if (RatePerMinute is < MinRate or > MaxRate)
        {
            return (null, $"ratePerMinute has to be from {MinRate} to {MaxRate:N0}.");
        }

        var job = new Job
        {
            Id = Job.NewId(now),
            Kind = JobKind.Backfill,
            IsDryRun = DryRun,
            Query = "",
            By = by,
            RatePerMinute = RatePerMinute ?? Math.Clamp(requestsPerMinute, MinRate, MaxRate),
            StartedAt = now,
            UpdatedAt = now,
            Lists = BackfillList.ToText([.. resources.Select(resource => new BackfillList { Resource = resource })]),
        };
        return (job, null);
    }
}
