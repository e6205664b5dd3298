using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Tells of the processing of one message: its span, one log event and measurements. It is told what happens on the way and decides nothing. Of a message
/// that is only rescheduled to wait, or dropped, it says little: that is no attempt.
/// </summary>
internal sealed partial class AttemptReport : IDisposable
{
    private readonly StitchexEventId _id;
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
    public AttemptReport(StitchexEventId id, EventMessage message, StitchexMetrics metrics, TimeProvider time, ILogger logger)
    {
        _id = id;
        _message = message;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        Notes = new AttemptNotes(message, time);
        _started = time.GetTimestamp();
        _span = StitchexTelemetry.StartProcessing(message.TraceParent)
            ?.SetTag(AttributeKeys.EventId, message.Id)
            .SetTag(AttributeKeys.Resource, message.Resource)
            .SetTag(AttributeKeys.Sequence, message.Sequence)
            .SetTag(AttributeKeys.Queue, StorageNames.EventsQueue);
    }

    /// <summary>Gets what the event's row is told besides.</summary>
    public AttemptNotes Notes { get; }

    /// <summary>The attempt began: the record's lease is taken.</summary>
    public void Began(EventRow row)
    {
        Notes.Begin();
        if (row.Attempt == 1 && !_message.Reopen && row.StartedAt - row.OpenedAt is { } waited)
        {
            _waitedMs = Math.Round(waited.TotalMilliseconds, 1);
            _metrics.Began(row.Resource, waited);
        }
    }

    /// <summary>The API was asked.</summary>
    public void Fetched(FetchResult result, Activity? span)
    {
        Notes.Responded(result.Status);
        _status = result.Status;
        _error = result switch
        {
            FetchResult.Unavailable => AttemptError.ApiUnavailable,
            FetchResult.Unusable => AttemptError.UnusableResponse,
            FetchResult.NotFound => AttemptError.NotFound,
            FetchResult.EndpointUnknown => AttemptError.EndpointUnknown,
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
            span.Fail(TelemetryName<AttemptError>.From(_error.Value));
        }
        else if (found.Record.TimeDefect is not RecordTimeDefect.None and var defect)
        {
            _metrics.TimeUnusable(defect, _message.Resource);
            if (defect == RecordTimeDefect.Unreadable)
            {
                Log.RecordTimeUnreadable(_logger, _id);
            }
            else if (defect == RecordTimeDefect.Ahead)
            {
                Log.RecordTimeAhead(_logger, _id, found.Record.Version);
            }
        }
    }

    /// <summary>A change was delivered, or not.</summary>
    public void Delivered(DispatchResult result)
    {
        Notes.Delivered(result);
        _error = result.Failure switch
        {
            null => null,
            DispatchFailure.Rejected => AttemptError.HandlerRejected,
            DispatchFailure.RetryLater => AttemptError.HandlerRetryLater,
            DispatchFailure.LeaseLost => AttemptError.LeaseLost,
            DispatchFailure.Interrupted => AttemptError.Shutdown,
            _ => AttemptError.HandlerFailed,
        };
    }

    /// <summary>The host shut down while the API was asked.</summary>
    public void Interrupted() => _error = AttemptError.Shutdown;

    /// <summary>The message is done with.</summary>
    /// <param name="before">The event's row that it was decided on.</param>
    /// <param name="row">The row as it was left.</param>
    /// <param name="transition">The decision.</param>
    public void Decided(EventRow before, EventRow row, Transition transition)
    {
        // What is only rescheduled keeps its sequence number.
        if (row.Sequence > before.Sequence)
        {
            Ended(row);
        }
        else if (transition.Effects.OfType<Effect.Send>().FirstOrDefault() is { } wait)
        {
            var seconds = Math.Ceiling(wait.Delay.TotalSeconds);
            Log.Rescheduled(_logger, _id, seconds, _message.Sequence, wait.Message.BusyCount);
        }
    }

    /// <summary>Storage failed, or the host shut down before the attempt began. The host brings the message again.</summary>
    public void Aborted(Exception exception)
    {
        var (error, level) = exception switch
        {
            OperationCanceledException => (AttemptError.Shutdown, LogLevel.Warning),
            _ when StorageFailure.Is(exception) => (AttemptError.Storage, LogLevel.Error),
            _ => (AttemptError.Unexpected, LogLevel.Error),
        };
        _metrics.Attempted(AttemptResult.Aborted, _message.Resource);
        Report(level, AttemptResult.Aborted, error, row: null, exception);
    }

    /// <inheritdoc/>
    public void Dispose() => _span?.Dispose();

    private void Ended(EventRow row)
    {
        var (result, level) = row.State switch
        {
            EventState.Completed or EventState.Confirming => (CompletedAs(row.Outcome), LogLevel.Information),
            EventState.DeadLettered => (AttemptResult.DeadLettered, row.RequiresAttention ? LogLevel.Error : LogLevel.Information),
            _ => (AttemptResult.Retry, LogLevel.Warning),
        };
        _metrics.Attempted(result, row.Resource);
        if (row.State == EventState.Completed || row.RequiresAttention)
        {
            _metrics.Ended(row.State, row.Outcome, row.Resource);
        }

        Report(level, result, level == LogLevel.Information ? null : _error ?? ErrorOf(row.Outcome), row, exception: null);
    }

    private void Report(LogLevel level, AttemptResult result, AttemptError? error, EventRow? row, Exception? exception)
    {
        var resultName = TelemetryName<AttemptResult>.From(result);
        var outcome = row is { IsFinal: true } ? TelemetryName<EventOutcome>.From(row.Outcome) : null;
        var errorClass = error is { } known ? TelemetryName<AttemptError>.From(known) : null;
        if (_logger.IsEnabled(level))
        {
            var durationMs = Math.Round(_time.GetElapsedTime(_started).TotalMilliseconds, 1);
            int? status = _status == 0 ? null : _status;
            var details = DetailsOf(row);
            Log.Attempt(
                _logger,
                level,
                resultName,
                _id,
                _message.Sequence,
                durationMs,
                details,
                row?.Error ?? "",
                _message.Resource,
                _message.RecordId,
                row?.Action,
                outcome,
                row?.Attempt,
                _waitedMs,
                status,
                errorClass,
                row?.NextAttemptAt,
                exception);
        }

        _span?.SetTag(AttributeKeys.Result, resultName).SetTag(AttributeKeys.Outcome, outcome).SetTag(AttributeKeys.Attempt, row?.Attempt);
        if (errorClass is not null)
        {
            _span.Fail(errorClass);
        }
    }

    private static string DetailsOf(EventRow? row) =>
        (row?.Error is { Length: > 0 } error ? $": {error}" : "")
        + (row?.NextAttemptAt is { } next ? string.Create(CultureInfo.InvariantCulture, $" Next attempt at {next:u}.") : "");

    private static AttemptResult CompletedAs(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Handled => AttemptResult.Handled,
        EventOutcome.Unchanged => AttemptResult.Unchanged,
        EventOutcome.Superseded => AttemptResult.Superseded,
        EventOutcome.VersionNeverAppeared => AttemptResult.VersionNeverAppeared,
        EventOutcome.WentBack => AttemptResult.WentBack,
        EventOutcome.Deleted => AttemptResult.Deleted,
        EventOutcome.NotDeleted => AttemptResult.NotDeleted,
        EventOutcome.NotFound => AttemptResult.NotFound,
        EventOutcome.Ignored => AttemptResult.Ignored,
        EventOutcome.Reassigned => AttemptResult.Reassigned,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "No completed event has this outcome."),
    };

    // What is decided before the API or a handler is asked.
    private static AttemptError ErrorOf(EventOutcome outcome) => outcome switch
    {
        EventOutcome.NoRecordId => AttemptError.NoRecordId,
        EventOutcome.OtherOrganisation => AttemptError.OtherOrganisation,
        _ => AttemptError.CrashLoop,
    };

    private static partial class Log
    {
        // What is not part of the text is a field of the log event under its parameter's name.
        [LoggerMessage(
            EventId = 200,
            EventName = "Attempt",
            Message = "Attempt {Result}: {Id} (sequence {Sequence}, {DurationMs} ms){Details}")]
        public static partial void Attempt(
            ILogger logger,
            LogLevel level,
            string result,
            StitchexEventId id,
            int sequence,
            double durationMs,
            string details,
            string Error,
            string Resource,
            string? RecordId,
            string? Action,
            string? Outcome,
            int? Attempt,
            double? WaitedMs,
            int? Status,
            string? ErrorClass,
            DateTimeOffset? NextAttemptAt,
            Exception? exception);

        [LoggerMessage(
            EventId = 204,
            EventName = "RecordTimeUnreadable",
            Level = LogLevel.Warning,
            Message = "The updated_at of the record of {Id} cannot be read as a time, so its content alone decides what is new.")]
        public static partial void RecordTimeUnreadable(ILogger logger, StitchexEventId id);

        [LoggerMessage(
            EventId = 205,
            EventName = "RecordTimeAhead",
            Level = LogLevel.Warning,
            Message = "The updated_at of the record of {Id}, {Version}, lies far in the future: what follows it seems older, and waits.")]
        public static partial void RecordTimeAhead(ILogger logger, StitchexEventId id, DateTimeOffset? version);

        [LoggerMessage(
            EventId = 203,
            EventName = "Rescheduled",
            Level = LogLevel.Information,
            Message = "{Id} rescheduled in {DelaySeconds} s: processing is paused, API requests are throttled, or the record is locked."
                + " Sequence {Sequence}, found locked {BusyCount} times.")]
        public static partial void Rescheduled(ILogger logger, StitchexEventId id, double delaySeconds, int sequence, int busyCount);
    }
}
