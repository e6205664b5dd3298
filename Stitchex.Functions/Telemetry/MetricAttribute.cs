namespace Stitchex.Functions.Telemetry;

/// <summary>An attribute of a metric. Each has few values, for every combination of them is a time series of its own.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Values">Its values; where they are not known beforehand, one text in angle brackets says what they are.</param>
internal sealed record MetricAttribute(string Key, params IReadOnlyList<string> Values);
