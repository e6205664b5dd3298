using System.Reflection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>What the app sends, by the names that queries have to know; from the code's own lists.</summary>
internal static class SentTelemetry
{
    /// <summary>Gets the names of metrics.</summary>
    public static IReadOnlySet<string> Metrics { get; } = MetricCatalogue.All.Select(metric => metric.Name).ToHashSet();

    /// <summary>Gets the keys of metrics' attributes.</summary>
    public static IReadOnlySet<string> Attributes { get; } = MetricCatalogue.All.SelectMany(metric => metric.Attributes).Select(attribute => attribute.Key).ToHashSet();

    /// <summary>Gets the values that are known beforehand.</summary>
    public static IReadOnlySet<string> Values { get; } =
        MetricCatalogue.All.SelectMany(metric => metric.Attributes).SelectMany(attribute => attribute.Values).ToHashSet();

    /// <summary>Gets the names of log events.</summary>
    public static IReadOnlySet<string> LogEvents { get; } = typeof(StitchexOptions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventName)
        .OfType<string>()
        .ToHashSet();
}
