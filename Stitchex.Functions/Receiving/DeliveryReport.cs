using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Receiving;

/// <summary>Tells of a delivery, once its response is known: one log event, measurements, and what its span is to say.</summary>
internal sealed partial class DeliveryReport(StitchexMetrics metrics, ILogger<WebhookReceiver> logger)
{
    /// <summary>Tells of it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="length">How many bytes its body has.</param>
    /// <param name="took">How long the response took.</param>
    /// <param name="span">The span; null where nobody listens.</param>
    public void Report(in Delivery delivery, int length, TimeSpan took, Activity? span)
    {
        var (response, received, rejection, failure) = delivery;
        var outcome = response.IsForgotten ? DeliveryOutcome.Forgotten : OutcomeOf(response.Status);
        metrics.Delivered(outcome, received?.Resource, took);
        if (rejection is not null)
        {
            metrics.Rejected(rejection.Reason);
        }

        if (received is { TimeDefect: not RecordTimeDefect.None })
        {
            ReportTime(received);
        }

        var (status, name) = ((int)response.Status, TelemetryName<DeliveryOutcome>.From(outcome));
        var level = LevelOf(outcome);
        if (logger.IsEnabled(level))
        {
            var durationMs = Math.Round(took.TotalMilliseconds, 1);
            var (id, reason) = (IdOf(delivery) ?? "", rejection?.Text ?? "");
            Log.Delivery(
                logger, level, name, status, id, reason, length, durationMs, received?.Resource, received?.RecordId, received?.Action, failure);
        }

        if (span is not null)
        {
            Describe(span, delivery, name, status);
        }
    }

    private void ReportTime(StitchexEvent received)
    {
        metrics.TimeUnusable(received.TimeDefect, received.Resource);
        if (received.TimeDefect == RecordTimeDefect.Unreadable)
        {
            Log.TimeUnreadable(logger, received.Id);
        }
    }

    private static void Describe(Activity span, in Delivery delivery, string outcome, int status)
    {
        span.SetTag(AttributeKeys.Outcome, outcome).SetTag(AttributeKeys.StatusCode, status);
        if (delivery.Received is { } received)
        {
            span.SetTag(AttributeKeys.EventId, IdOf(delivery)).SetTag(AttributeKeys.Resource, received.Resource);
        }

        if (delivery.Rejection is { } rejection)
        {
            span.Fail(TelemetryName<RejectionReason>.From(rejection.Reason));
        }
        else if (delivery.Response.Status == HttpStatusCode.ServiceUnavailable)
        {
            span.Fail(TelemetryName<AttemptError>.From(AttemptError.Storage));
        }
    }

    // An event's id has a hash of its body.
    private static string? IdOf(in Delivery delivery) =>
        delivery.Response.IsForgotten ? delivery.Received!.Id.PartitionKey : delivery.Received?.Id.ToString();

    private static DeliveryOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Accepted => DeliveryOutcome.Accepted,
        HttpStatusCode.OK => DeliveryOutcome.Duplicate,
        HttpStatusCode.ServiceUnavailable => DeliveryOutcome.Unavailable,
        _ => DeliveryOutcome.Rejected,
    };

    private static LogLevel LevelOf(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Rejected => LogLevel.Warning,
        DeliveryOutcome.Unavailable => LogLevel.Error,
        _ => LogLevel.Information,
    };

    private static partial class Log
    {
        // What is not part of the text is a field of the log event under its parameter's name.
        [LoggerMessage(EventId = 100, EventName = "Delivery", Message = "Delivery {Outcome}, status {Status}: {Id}{Reason} ({Bytes} bytes, {DurationMs} ms)")]
        public static partial void Delivery(
            ILogger logger,
            LogLevel level,
            string outcome,
            int status,
            string id,
            string reason,
            int bytes,
            double durationMs,
            string? Resource,
            string? RecordId,
            string? Action,
            Exception? exception);

        [LoggerMessage(
            EventId = 101,
            EventName = "TimeUnreadable",
            Level = LogLevel.Warning,
            Message = "The updated_at in the webhook {Id} cannot be read as a time, so the event has no version.")]
        public static partial void TimeUnreadable(ILogger logger, StitchexEventId id);
    }
}
