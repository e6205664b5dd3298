using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Telemetry;

/// <summary>Sends the app's telemetry to where settings say.</summary>
public static class StitchexTelemetryHostExtensions
{
    // The functions host sends under the same name, the site's.
    private const string NamespaceKey = "service.namespace";

    /// <summary>Exports metrics, spans and log events to Application Insights, or to a collector by OTLP, as settings say.</summary>
    /// <param name="builder">The app's builder.</param>
    /// <returns>What more can be added to; null where no destination is set, and then nothing is built and telemetry costs nothing.</returns>
    /// <exception cref="InvalidOperationException">A setting cannot be read.</exception>
    public static IOpenTelemetryBuilder? AddStitchexTelemetry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var destinations = new TelemetryDestinations(builder.Configuration);
        if (!destinations.Any)
        {
            return null;
        }

        IOpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry();
        telemetry
            .ConfigureResource(static resource => resource.AddAttributes([new KeyValuePair<string, object>(NamespaceKey, StitchexTelemetry.Name)]))
            .WithTracing(static tracing => tracing
                .AddSource(StitchexTelemetry.Name)
                .AddProcessor(static provider => new FailureKeepingFilter(provider.GetRequiredService<IOptions<TelemetryOptions>>().Value.TraceRatio)))
            .WithMetrics(static metrics => metrics.AddMeter(StitchexTelemetry.Name))
            .WithLogging(static _ => { }, static options => options.IncludeFormattedMessage = true);
        if (destinations.HasAzureMonitor)
        {
            telemetry
                .WithTracing(tracing => tracing.AddAzureMonitorTraceExporter(destinations.Configure))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(destinations.Configure))
                .WithLogging(logging => logging.AddAzureMonitorLogExporter(destinations.Configure));
        }

        if (destinations.HasOtlp)
        {
            telemetry.UseOtlpExporter();
        }

        // After the exporters, of which one brings a sampler of its own. What is exported is decided when a span has ended.
        return telemetry.WithTracing(static tracing => tracing.SetSampler(new AlwaysOnSampler()));
    }
}
