using System.Reflection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>What the app sends, by the names that queries have to know.</summary>
internal static class EmittedTelemetry
{
    /// <summary>Gets the names of metrics.</summary>
    public static IReadOnlySet<string> Metrics { get; } = new HashSet<string>
    {
        "stitchex.webhook.deliveries", "stitchex.webhook.refusals", "stitchex.webhook.acknowledgement.duration", "stitchex.event.waiting.duration",
        "stitchex.event.attempts", "stitchex.event.completed", "stitchex.event.dead", "stitchex.api.request.duration", "stitchex.api.logins",
        "stitchex.event.oldest_waiting.age", "stitchex.event.open", "stitchex.queue.length",
    };

    /// <summary>Gets the names of metrics' attributes.</summary>
    public static IReadOnlySet<string> Attributes { get; } = new HashSet<string>
    {
        "stitchex.outcome", "stitchex.resource", "stitchex.reason", "stitchex.result", "stitchex.grant", "http.response.status_code", "error.type",
        "messaging.destination.name",
    };

    /// <summary>Gets values of attributes that queries may ask for.</summary>
    public static IReadOnlySet<string> Values { get; } = Enum.GetNames<EventOutcome>().Union(["accepted", "duplicate", "refused", "unavailable"]).ToHashSet();

    /// <summary>Gets the names of log events.</summary>
    public static IReadOnlySet<string> LogEvents { get; } = typeof(StitchexOptions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()?.EventName)
        .OfType<string>()
        .ToHashSet();
}
