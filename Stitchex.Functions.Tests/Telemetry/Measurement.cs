namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>One measurement.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Attributes">The attributes, as <c>key=value</c>, in order.</param>
internal sealed record Measurement(string Metric, double Value, string Attributes);
