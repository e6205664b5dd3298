using System.Diagnostics;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Telemetry;
using EventId = Stitchex.Functions.Events.EventId;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Tells of the processing of one message: its span, one log event and measurements. It is told what happens on the way and decides nothing. Of a message
/// that is only put back to wait, or dropped, it says little: that is no attempt.
/// </summary>
internal sealed partial class AttemptReport : IDisposable
{
    private readonly EventId _id;
    private readonly EventMessage _message;
    private readonly StitchexMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly Activity? _span;
    private AttemptError? _error;
    private int _status;
    private double? _waitedMs;

    /// <summary>Begins with the message.</summary>
    public AttemptReport(EventId id, EventMessage message, StitchexMetrics metrics, TimeProvider time, ILogger logger)
    {
        _id = id;
        _message = message;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _span = StitchexTelemetry.StartProcessing(message.TraceParent)
            ?.SetTag(AttributeKeys.EventId, message.Id)
            .SetTag(AttributeKeys.Resource, message.Resource)
            .SetTag(AttributeKeys.Turn, message.Turn)
            .SetTag(AttributeKeys.Queue, StorageNames.EventsQueue);
    }

    /// <summary>The attempt began: the record's lease is taken.</summary>
    public void Began(EventRow row)
    {
        if (row.Attempt == 1 && !_message.Again && row.StartedAt - row.OpenedAt is { } waited)
        {
            _waitedMs = waited.TotalMilliseconds;
            _metrics.Began(row.Resource, waited);
        }
    }

    /// <summary>The API was asked.</summary>
    public void Fetched(FetchResult result, Activity? span)
    {
        _status = result.Status;
        _error = result switch
        {
            FetchResult.Unavailable => AttemptError.ApiUnavailable,
            FetchResult.Unusable => AttemptError.UnusableAnswer,
            FetchResult.NotFound => AttemptError.NotFound,
            FetchResult.NoEndpoint => AttemptError.NoEndpoint,
            FetchResult.OtherOrganisation => AttemptError.OtherOrganisation,

            // Should the event not be done with what was found, it was not what it should be.
            _ => AttemptError.ApiLags,
        };
        if (result.Status != 0)
        {
            span?.SetTag(AttributeKeys.StatusCode, result.Status);
        }

        if (result is not FetchResult.Found found)
        {
            span.Fail(TelemetryName<AttemptError>.Of(_error.Value));
        }
        else if (found.Record.TimeFlaw is not RecordTimeFlaw.None and var flaw)
        {
            _metrics.TimeUnusable(flaw, _message.Resource);
            if (flaw == RecordTimeFlaw.Unreadable)
            {
                Log.RecordTimeUnreadable(_logger, _id);
            }
        }
    }

    /// <summary>A change was handed on, or not.</summary>
    public void HandedOn(HandOnResult result) => _error = result.Failure switch
    {
        null => null,
        HandOnFailure.Rejected => AttemptError.HandlerRejected,
        HandOnFailure.Later => AttemptError.HandlerLater,
        HandOnFailure.LeaseLost => AttemptError.LeaseLost,
        HandOnFailure.Interrupted => AttemptError.Shutdown,
        _ => AttemptError.HandlerFailed,
    };

    /// <summary>The host shut down while the API was asked.</summary>
    public void Interrupted() => _error = AttemptError.Shutdown;

    /// <summary>The message is done with.</summary>
    /// <param name="before">The event's row that it was decided on.</param>
    /// <param name="row">The row as it was left.</param>
    /// <param name="transition">The decision.</param>
    public void Decided(EventRow before, EventRow row, Transition transition)
    {
        // What is only put back stays the same turn.
        if (row.Turn > before.Turn)
        {
            Ended(row);
        }
        else if (transition.Effects.OfType<Effect.Send>().FirstOrDefault() is { } wait)
        {
            Log.PutBack(_logger, _id, wait.Delay, _message.Turn, wait.Message.Waits);
        }
    }

    /// <summary>Storage failed, or the host shut down before the attempt began. The host brings the message again.</summary>
    public void BrokeOff(Exception exception)
    {
        var (error, level) = exception switch
        {
            OperationCanceledException => (AttemptError.Shutdown, LogLevel.Warning),
            RequestFailedException or AggregateException or AuthenticationFailedException => (AttemptError.Storage, LogLevel.Error),
            _ => (AttemptError.Unexpected, LogLevel.Error),
        };
        _metrics.Attempted(AttemptResult.BrokenOff, _message.Resource);
        Tell(level, AttemptResult.BrokenOff, error, row: null, exception);
    }

    /// <inheritdoc/>
    public void Dispose() => _span?.Dispose();

    private void Ended(EventRow row)
    {
        var (result, level) = row.State switch
        {
            EventState.Completed => (CompletedAs(row.Outcome), LogLevel.Information),
            EventState.Dead => (AttemptResult.Dead, LogLevel.Error),
            _ => (AttemptResult.Retry, LogLevel.Warning),
        };
        _metrics.Attempted(result, row.Resource);
        if (row.IsFinal)
        {
            _metrics.Ended(row.State, row.Outcome, row.Resource);
        }

        Tell(level, result, row.State == EventState.Completed ? null : _error ?? ErrorOf(row.Outcome), row, exception: null);
    }

    private void Tell(LogLevel level, AttemptResult result, AttemptError? error, EventRow? row, Exception? exception)
    {
        var resultName = TelemetryName<AttemptResult>.Of(result);
        var outcome = row is { IsFinal: true } ? TelemetryName<EventOutcome>.Of(row.Outcome) : null;
        var errorClass = error is { } known ? TelemetryName<AttemptError>.Of(known) : null;
        if (_logger.IsEnabled(level))
        {
            var durationMs = Math.Round(_time.GetElapsedTime(_started).TotalMilliseconds, 1);
            int? status = _status == 0 ? null : _status;
            Log.Attempt(
                _logger, level, resultName, _id, row?.Error ?? "", _message.Resource, _message.RecordId, row?.Action, outcome, _message.Turn, row?.Attempt, durationMs, _waitedMs, status, errorClass, row?.NextAttemptAt, exception);
        }

        _span?.SetTag(AttributeKeys.Result, resultName).SetTag(AttributeKeys.Outcome, outcome).SetTag(AttributeKeys.Attempt, row?.Attempt);
        if (errorClass is not null)
        {
            _span.Fail(errorClass);
        }
    }

    private static AttemptResult CompletedAs(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Handled => AttemptResult.Handled,
        EventOutcome.Unchanged => AttemptResult.Unchanged,
        EventOutcome.Superseded => AttemptResult.Superseded,
        EventOutcome.Stale => AttemptResult.Stale,
        EventOutcome.Deleted => AttemptResult.Deleted,
        EventOutcome.NotFound => AttemptResult.NotFound,
        EventOutcome.Filtered => AttemptResult.Filtered,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No completed event has this outcome."),
    };

    // What is decided before the API or a handler is asked.
    private static AttemptError ErrorOf(EventOutcome outcome) => outcome switch
    {
        EventOutcome.NoRecordId => AttemptError.NoRecordId,
        EventOutcome.OtherOrganisation => AttemptError.OtherOrganisation,
        _ => AttemptError.Crashed,
    };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 200,
            EventName = "Attempt",
            Message = "Attempt {Result}: {Id} {Error} [{Resource} {RecordId} {Action}, {Outcome}, turn {Turn}, attempt {Attempt}, {DurationMs} ms, waited {WaitedMs} ms, API {Status}, {ErrorClass}, next {NextAttemptAt}]")]
        public static partial void Attempt(
            ILogger logger,
            LogLevel level,
            string result,
            EventId id,
            string error,
            string resource,
            string? recordId,
            string? action,
            string? outcome,
            int turn,
            int? attempt,
            double durationMs,
            double? waitedMs,
            int? status,
            string? errorClass,
            DateTimeOffset? nextAttemptAt,
            Exception? exception);

        [LoggerMessage(
            EventId = 204,
            EventName = "RecordTimeUnreadable",
            Level = LogLevel.Warning,
            Message = "The updated_at of the record of {Id} cannot be read as a time, so its content alone decides what is new.")]
        public static partial void RecordTimeUnreadable(ILogger logger, EventId id);

        [LoggerMessage(
            EventId = 203,
            EventName = "PutBack",
            Level = LogLevel.Information,
            Message = "{Id} waits another {Delay}: processing is paused, requests to the API are held back, or its record is taken. Turn {Turn}, {Waits} waits for the record.")]
        public static partial void PutBack(ILogger logger, EventId id, TimeSpan delay, int turn, int waits);
    }
}
