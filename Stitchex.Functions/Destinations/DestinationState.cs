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
    // So many records failed in a row, and it is left alone for a while: each may take as long as its time-out, and others wait meanwhile.
    private const int FailuresInARow = 5;
    private const int MaxFailedRecords = 1000;
    private const int MaxErrorLength = 1000;
    private const double LongestSpread = 1.25;

    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly ServedRecords _served = new(time);
    private readonly Lock _lock = new();
    private DestinationReport _report = new();
    private long? _readAt;
    private DateTimeOffset _heldUntil;
    private DateTimeOffset _circuitOpenUntil;
    private DateTimeOffset _heldAt;
    private DateTimeOffset _probeAt;
    private DateTimeOffset? _failingSince;
    private int _failures;

    // When those failed last that were not accepted since. They count once: what fails repeatedly may do so by itself. One that would have come
    // again by now was accepted elsewhere, and counts anew.
    private readonly Dictionary<string, DateTimeOffset> _failed = [];

    /// <summary>Finds what keeps events from being sent now.</summary>
    /// <returns>In how long an event is to come again, and why; null when it can be sent.</returns>
    public async Task<(TimeSpan Delay, string Reason, bool IsStop, bool IsCircuit)?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return (options.RetryDelay, "storage did not say whether it is stopped", false, false);
        }

        lock (_lock)
        {
            // What it said itself is about another record, and is not to be kept with this one.
            var now = clock.UtcNow;
            if (_report.Stop is { } stop)
            {
                var reason = stop.By is null ? "" : $": {stop.Reason}";
                return (options.MaxRetryDelay * Spread(), Invariant($"it is stopped since {stop.Since:u}{reason}"), true, false);
            }

            var asked = Later(_report.HeldUntil, _heldUntil);
            var until = Later(asked, CircuitOpenUntil);
            return until > now ? (DelayOf(now, until), Invariant($"it is held back until {until:u}"), false, asked <= now) : null;
        }
    }

    /// <summary>
    /// Whether an event may be sent though the circuit is open: now and then one of a record that has not failed. The others may have
    /// failed by themselves.
    /// </summary>
    public bool MayProbe(string record)
    {
        lock (_lock)
        {
            var now = clock.UtcNow;
            if (_probeAt > now || HasFailed(record, now))
            {
                return false;
            }

            _probeAt = now + options.RetryDelay;
            return true;
        }
    }

    /// <summary>It accepted an event of a record.</summary>
    public Task SucceededAsync(string record, TimeSpan took)
    {
        DestinationReport report;
        lock (_lock)
        {
            var now = clock.UtcNow;
            var closed = Works(record, now);
            if (closed is null && _report.FailingSince is null && now - _report.LastSuccessAt < ReportInterval)
            {
                return Task.CompletedTask;
            }

            _report = _report with { LastSuccessAt = now, LastSuccessMilliseconds = (int)took.TotalMilliseconds, FailingSince = null };

            // What it said last is stored already, or was erased since.
            report = _report with { LastErrorAt = null, LastError = null, HeldUntil = null, CircuitOpenUntil = closed };
        }

        return WriteAsync(report);
    }

    /// <summary>It rejected an event of a record, which says that it works.</summary>
    public Task RejectedAsync(string record, string error)
    {
        lock (_lock)
        {
            var closed = Works(record, clock.UtcNow);
            return ReportAsync(_report with { FailingSince = null }, error, heldUntil: null, closed);
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
            var granted = delay > options.MaxRetryAfter ? options.MaxRetryAfter : delay > least ? delay : least;
            (_heldUntil, _heldAt) = (Later(_heldUntil, now + granted), now);
            again = DelayOf(now, _heldUntil);

            // Another instance may have been told to wait for longer.
            var until = Later(_report.HeldUntil, _heldUntil);
            reported = ReportAsync(_report with { FailingSince = _failingSince }, error, until, circuitOpenUntil: null);
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
            if (_failed.Count >= MaxFailedRecords)
            {
                _failed.Clear();
            }

            _failures += HasFailed(record, now) ? 0 : 1;
            _failed[record] = now;
            DateTimeOffset? opened = null;
            if (_failures >= FailuresInARow)
            {
                (_circuitOpenUntil, _heldAt) = (Later(_circuitOpenUntil, now + Clamp(now - _failingSince.Value, LongestHold)), now);
                _probeAt = now + options.RetryDelay;
                opened = CircuitOpenUntil;
            }

            reported = ReportAsync(_report with { FailingSince = _failingSince }, failed.Error, heldUntil: null, opened);
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

    private bool HasFailed(string record, DateTimeOffset now) =>
        _failed.TryGetValue(record, out var at) && now - at < options.MaxRetryDelay * LongestSpread;

    private DateTimeOffset CircuitOpenUntil => Later(_report.CircuitOpenUntil, _circuitOpenUntil);

    /// <summary>It works, which closes its circuit.</summary>
    /// <returns>When the circuit was closed; null where it was not open.</returns>
    private DateTimeOffset? Works(string record, DateTimeOffset now)
    {
        _served.Add(record);
        _failed.Remove(record);
        (_failures, _failingSince) = (0, null);
        DateTimeOffset? closed = CircuitOpenUntil > now ? now : null;
        _circuitOpenUntil = default;
        _report = closed is null ? _report : _report with { CircuitOpenUntil = closed };
        return closed;
    }

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
            var isResumed = read.ResumedAt != _report.ResumedAt && read.ResumedAt >= _heldAt;
            (_report, _readAt) = (read, time.GetTimestamp());
            if (read.LastSuccessAt > _failingSince)
            {
                // It failed here, and worked for another instance since.
                (_failures, _failingSince) = (0, null);
                _circuitOpenUntil = read.LastSuccessAt > _heldAt ? default : _circuitOpenUntil;
            }

            if (isResumed)
            {
                (_heldUntil, _circuitOpenUntil, _failures, _failingSince) = (default, default, 0, null);
                _failed.Clear();
            }
        }
    }

    // The longer it has failed, the longer events wait, as for any failure: each that comes again costs a request to the API.
    private TimeSpan DelayOf(DateTimeOffset now, DateTimeOffset until)
    {
        var delay = Clamp(now - (_failingSince ?? now), options.MaxRetryDelay);
        return (until - now > delay ? until - now : delay) * Spread();
    }

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a > b ? a.Value : b;

    private TimeSpan Clamp(TimeSpan time, TimeSpan longest) => time < options.RetryDelay ? options.RetryDelay : time > longest ? longest : time;

    // Later rather than sooner, so that what waits does not come before it can be sent.
    private static double Spread() => 1 + ((LongestSpread - 1) * Random.Shared.NextDouble());

    // A hold is written by what brings it about, and by nothing else: an operator may have ended it since it was read.
    private Task ReportAsync(DestinationReport report, string error, DateTimeOffset? heldUntil, DateTimeOffset? circuitOpenUntil)
    {
        var before = _report;
        _report = report with
        {
            HeldUntil = heldUntil ?? report.HeldUntil,
            CircuitOpenUntil = circuitOpenUntil ?? report.CircuitOpenUntil,
            LastErrorAt = clock.UtcNow,
            LastError = Cut(error),
        };
        var isNews = _report.HeldUntil != before.HeldUntil || _report.CircuitOpenUntil != before.CircuitOpenUntil
            || _report.FailingSince != before.FailingSince || !(clock.UtcNow - before.LastErrorAt < ReportInterval);
        return isNews ? WriteAsync(_report with { HeldUntil = heldUntil, CircuitOpenUntil = circuitOpenUntil }) : Task.CompletedTask;
    }

    private Task WriteAsync(DestinationReport report) => TryAsync(() => rows.WriteAsync(name, report, CancellationToken.None));

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
