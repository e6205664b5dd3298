namespace Stitchex.Functions.Telemetry;

/// <summary>What a metric measures.</summary>
internal enum MetricKind
{
    /// <summary>How many there were.</summary>
    Counter,

    /// <summary>How values are spread.</summary>
    Histogram,

    /// <summary>What a value is now.</summary>
    Gauge,
}
