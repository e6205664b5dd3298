using System.Globalization;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Destinations;

/// <summary>
/// Knows whether a destination can be sent to, and learns from what it says. An instance remembers for itself what it was told, and asks
/// storage now and then what others were.
/// </summary>
internal sealed partial class DestinationState(
    string name, DestinationRows rows, StorageClock clock, TimeProvider time, ProcessingOptions options, ILogger<DestinationState> logger)
{
    // So many failures in a row, and it is left alone for a while: each may take as long as its time-out, and others wait meanwhile.
    private const int FailuresInARow = 5;
    private const int MaxErrorLength = 1000;

    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly ServedRecords _served = new(time);
    private readonly Lock _lock = new();
    private DestinationReport _report = new();
    private long? _readAt;
    private DateTimeOffset _heldUntil;
    private DateTimeOffset? _failingSince;
    private int _failures;

    /// <summary>Finds what keeps events from being sent now.</summary>
    /// <returns>In how long an event is to come again, and why; null when it can be sent.</returns>
    public async Task<(TimeSpan Delay, string Reason, bool IsStop)?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return (options.RetryDelay, "storage did not say whether it is stopped", false);
        }

        lock (_lock)
        {
            // What it said itself is about another record, and is not to be kept with this one.
            var now = clock.UtcNow;
            if (_report.Stop is { } stop)
            {
                var reason = stop.By is null ? "" : $": {stop.Reason}";
                return (options.MaxRetryDelay * Spread(), Invariant($"it is stopped since {stop.Since:u}{reason}"), true);
            }

            var until = _report.HeldUntil > _heldUntil ? _report.HeldUntil.Value : _heldUntil;
            return until > now ? (DelayOf(now, until), Invariant($"it is held back until {until:u}"), false) : null;
        }
    }

    /// <summary>It accepted an event of a record.</summary>
    public Task SucceededAsync(string record, TimeSpan took)
    {
        DestinationReport report;
        lock (_lock)
        {
            _served.Add(record);
            (_failures, _failingSince) = (0, null);
            var now = clock.UtcNow;
            if (_report.FailingSince is null && now - _report.LastSuccessAt < ReportInterval)
            {
                return Task.CompletedTask;
            }

            _report = _report with { LastSuccessAt = now, LastSuccessMilliseconds = (int)took.TotalMilliseconds, FailingSince = null };

            // What it said last is stored already, or was erased since.
            report = _report with { LastErrorAt = null, LastError = null };
        }

        return WriteAsync(report, isFailure: false);
    }

    /// <summary>It rejected an event of a record, which says that it works.</summary>
    public Task RejectedAsync(string record, string error)
    {
        lock (_lock)
        {
            _served.Add(record);
            (_failures, _failingSince) = (0, null);
            return ReportAsync(_report with { FailingSince = null }, error, isFailure: false);
        }
    }

    /// <summary>It asks to be left alone.</summary>
    /// <returns>In how long an event is to come again.</returns>
    public async Task<TimeSpan> HoldBackAsync(TimeSpan delay, string error)
    {
        Task reported;
        TimeSpan again;
        lock (_lock)
        {
            var now = clock.UtcNow;
            _failingSince ??= now;

            // It need not say how long.
            var least = Clamp(now - _failingSince.Value, LongestHold);
            again = Hold(now, delay > options.MaxRetryAfter ? options.MaxRetryAfter : delay > least ? delay : least);
            reported = ReportAsync(_report with { HeldUntil = LongestHoldOf(_report), FailingSince = _failingSince }, error, isFailure: true);
        }

        await reported;
        return again;
    }

    /// <summary>It, or the way to it, failed with an event of a record.</summary>
    /// <returns>In how long the event is to come again, for the destination serves nobody; null where the failure is the event's own.</returns>
    public async Task<TimeSpan?> FailedAsync(string record, SendResult.Failed failed)
    {
        Task reported;
        TimeSpan? again;
        lock (_lock)
        {
            var now = clock.UtcNow;
            _failingSince ??= now;
            again = !failed.IsUnreachable && _served.ServesOthersThan(record) ? null : DelayOf(now, now);
            if (++_failures >= FailuresInARow)
            {
                Hold(now, Clamp(now - _failingSince.Value, LongestHold));
            }

            var report = _report with { HeldUntil = LongestHoldOf(_report), FailingSince = _failingSince };
            reported = ReportAsync(report, failed.Error, isFailure: true);
        }

        await reported;
        return again;
    }

    /// <summary>It wants no events any more, until somebody resumes it.</summary>
    /// <returns>In how long an event is to come again.</returns>
    public async Task<TimeSpan> StopAsync(string error)
    {
        Log.Stopped(logger, name, error);
        var stop = new DestinationStop(Cut(error), clock.UtcNow);
        lock (_lock)
        {
            (_report, _readAt) = (_report with { Stop = stop }, time.GetTimestamp());
        }

        await TryAsync(() => rows.StopAsync(name, stop, CancellationToken.None));
        return options.MaxRetryDelay * Spread();
    }

    // Another instance may have been told to wait for longer.
    private DateTimeOffset? LongestHoldOf(DestinationReport report) =>
        _heldUntil == default || report.HeldUntil >= _heldUntil ? report.HeldUntil : _heldUntil;

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_readAt is { } readAt && time.GetElapsedTime(readAt) < options.PauseCacheTime)
            {
                return;
            }
        }

        var read = await rows.ReadAsync(name, cancellationToken);
        lock (_lock)
        {
            (_report, _readAt) = (read, time.GetTimestamp());
            if (read.LastSuccessAt > _failingSince)
            {
                // It failed here, and worked for another instance since.
                (_failures, _failingSince) = (0, null);
            }
        }
    }

    private TimeSpan Hold(DateTimeOffset now, TimeSpan delay)
    {
        var until = now + delay;
        _heldUntil = until > _heldUntil ? until : _heldUntil;
        return DelayOf(now, _heldUntil);
    }

    // The longer it has failed, the longer events wait, as for any failure: each that comes again costs a request to the API.
    private TimeSpan DelayOf(DateTimeOffset now, DateTimeOffset until)
    {
        var delay = Clamp(now - (_failingSince ?? now), options.MaxRetryDelay);
        return (until - now > delay ? until - now : delay) * Spread();
    }

    private TimeSpan Clamp(TimeSpan time, TimeSpan longest) => time < options.RetryDelay ? options.RetryDelay : time > longest ? longest : time;

    // Later rather than sooner, so that what waits does not come before it can be sent.
    private static double Spread() => 1 + (0.25 * Random.Shared.NextDouble());

    private Task ReportAsync(DestinationReport report, string error, bool isFailure)
    {
        var isNews = report.HeldUntil != _report.HeldUntil || report.FailingSince != _report.FailingSince || !(clock.UtcNow - _report.LastErrorAt < ReportInterval);
        _report = report with { LastErrorAt = clock.UtcNow, LastError = Cut(error) };
        return isNews ? WriteAsync(_report, isFailure) : Task.CompletedTask;
    }

    private Task WriteAsync(DestinationReport report, bool isFailure) => TryAsync(() => rows.WriteAsync(name, report, isFailure, CancellationToken.None));

    // What is written only tells others: that it cannot be must not undo what was delivered.
    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            Log.NotWritten(logger, name, e);
        }
    }

    private static string Cut(string error) => error.Length > MaxErrorLength ? error[..MaxErrorLength] : error;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(EventId = 230, EventName = "DestinationStopped", Level = LogLevel.Error, Message = "Destination {Destination} is stopped until somebody resumes it: {Reason}")]
        public static partial void Stopped(ILogger logger, string destination, string reason);

        [LoggerMessage(EventId = 231, EventName = "DestinationNotWritten", Level = LogLevel.Warning, Message = "The state of destination {Destination} could not be stored.")]
        public static partial void NotWritten(ILogger logger, string destination, Exception exception);
    }
}
