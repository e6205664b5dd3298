using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>
/// Spaces the requests of this instance so that they stay under its share of the rate limit, and lets none through for as long as the API asked to be left
/// alone. Time comes from a <see cref="TimeProvider"/>, which the framework's rate limiters do not take.
/// </summary>
internal sealed class RequestThrottle
{
    // How much of a minute's allowance may go out at once after a quiet time.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _maxWait;
    private readonly TimeSpan _maxRetryAfter;
    private readonly string _rateIsUsedUp;
    private readonly Lock _lock = new();
    private DateTimeOffset _next;
    private DateTimeOffset _suspendedUntil;
    private string _closedBecause = "";

    /// <summary>Opens the throttle.</summary>
    public RequestThrottle(IOptions<StitchexApiOptions> api, IOptions<ProcessingOptions> processing, TimeProvider time)
    {
        _time = time;
        _interval = TimeSpan.FromMinutes(1) / api.Value.RequestsPerMinute;
        _maxWait = processing.Value.MaxThrottleWait;
        _maxRetryAfter = processing.Value.MaxRetryAfter;
        _rateIsUsedUp = $"Its turn comes later, at {api.Value.RequestsPerMinute:N0} requests a minute ({StitchexApiOptions.SectionName}:RequestsPerMinute).";
        _next = _suspendedUntil = time.GetUtcNow();
    }

    /// <summary>Gets what holds requests back now: a login that is rejected, a limit of the API's, failures, or our own rate.</summary>
    public string Reason
    {
        get
        {
            lock (_lock)
            {
                return _suspendedUntil > _time.GetUtcNow() ? _closedBecause : _rateIsUsedUp;
            }
        }
    }

    /// <summary>Waits for a permit to send one request.</summary>
    /// <returns>
    /// Null when there is one; otherwise how long it will be until there is: longer than <see cref="ProcessingOptions.MaxThrottleWait"/>, or until a closed throttle
    /// opens, for which nobody waits here however soon it is.
    /// </returns>
    public async Task<TimeSpan?> WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            wait = Later(_suspendedUntil, _next - Burst) - now;
            if (_suspendedUntil > now || wait > _maxWait)
            {
                return wait;
            }

            _next = Later(_next, now) + _interval;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken);
        }

        // The API may have asked to be left alone while this permit was waited for.
        return SuspendedFor();
    }

    /// <summary>Counts a request that follows from one that was let through, or from a login: it does not wait, later ones wait longer.</summary>
    public void Record()
    {
        lock (_lock)
        {
            _next = Later(_next, _time.GetUtcNow()) + _interval;
        }
    }

    /// <summary>Lets no request through for as long as a failure asks, unless that is meant for one request alone.</summary>
    /// <returns>How long the request that failed has to wait.</returns>
    public TimeSpan? Suspend(ApiUnavailableException failure) =>
        failure.ConcernsOneRequest ? Granted(failure.RetryAfter) : Suspend(failure.RetryAfter, failure.Message);

    /// <summary>Lets no request through for a while, as the API's <c>Retry-After</c> asks, or because it failed too often.</summary>
    /// <param name="retryAfter">For how long.</param>
    /// <param name="reason">Why, for the person who looks.</param>
    /// <returns>How long that is: nonsense is ignored and what is too long is cut.</returns>
    public TimeSpan? Suspend(TimeSpan? retryAfter, string reason)
    {
        if (Granted(retryAfter) is not { } granted)
        {
            return null;
        }

        lock (_lock)
        {
            var until = _time.GetUtcNow() + granted;
            (_suspendedUntil, _closedBecause) = until > _suspendedUntil ? (until, reason) : (_suspendedUntil, _closedBecause);
        }

        return granted;
    }

    private TimeSpan? Granted(TimeSpan? asked) => asked switch
    {
        null => null,
        _ when asked <= TimeSpan.Zero => null,
        _ => asked < _maxRetryAfter ? asked : _maxRetryAfter,
    };

    private TimeSpan? SuspendedFor()
    {
        lock (_lock)
        {
            var left = _suspendedUntil - _time.GetUtcNow();
            return left > TimeSpan.Zero ? left : null;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
