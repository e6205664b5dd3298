namespace Stitchex.Functions.Telemetry;

/// <summary>A metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Unit">Its unit, by UCUM.</param>
/// <param name="Description">What it tells.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record MetricDescription(string Name, MetricKind Kind, string Unit, string Description, params IReadOnlyList<MetricAttribute> Attributes)
{
    /// <summary>Gets the boundaries of a histogram's buckets.</summary>
    public IReadOnlyList<double> Boundaries { get; init; } = [];
}
