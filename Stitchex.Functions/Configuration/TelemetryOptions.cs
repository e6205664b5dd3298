using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Configuration;

/// <summary>What is told of the app's work: the section <c>Stitchex:Telemetry</c>. Where it is told, the settings of Application Insights and of OpenTelemetry say.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex:Telemetry";

    /// <summary>
    /// Gets or sets which share of traces is exported, from 0 to 1. Failed spans, and those that they are a part of, are exported whatever it is; metrics and
    /// log events always are. The default value is 1.
    /// </summary>
    [SettingRange(SectionName, "0", "1")]
    public double TraceRatio { get; set; } = 1;
}

/// <summary>Checks the attributes of <see cref="TelemetryOptions"/>; generated, so that nothing is reflected on at start-up.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsAttributes : IValidateOptions<TelemetryOptions>;
