using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>
/// Spaces the requests of this instance so that they stay under its share of the rate limit, and lets none through for as long as the API
/// asked to be left alone. Whoever waits here keeps the host from taking more messages: what waits in the queue costs nothing, and stays in
/// its order. Time comes from a <see cref="TimeProvider"/>, which the framework's rate limiters do not take.
/// </summary>
internal sealed class RequestThrottle
{
    // How much of a minute's allowance may go out at once after a quiet time.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    // What is in no hurry leaves this much of it to what is, and asks again after a while.
    private static readonly TimeSpan Reserve = Burst / 2;
    private static readonly TimeSpan SpareInterval = TimeSpan.FromSeconds(5);

    // The rate is waited for until a permit is free: no longer than it takes to serve what the host takes at once, and well within a
    // function's time.
    private static readonly TimeSpan MaxRateWait = TimeSpan.FromMinutes(30);

    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _maxWait;
    private readonly TimeSpan _maxRetryAfter;
    private readonly string _rateIsUsedUp;
    private readonly Lock _lock = new();
    private DateTimeOffset _next;
    private DateTimeOffset _suspendedUntil;
    private DateTimeOffset _loginWaitsUntil;
    private DateTimeOffset _endOfLine;
    private DateTimeOffset _endOfSpareLine;
    private string _closedBecause = "";
    private string _loginWaitsBecause = "";

    /// <summary>Opens the throttle.</summary>
    public RequestThrottle(IOptions<StitchexApiOptions> api, IOptions<ProcessingOptions> processing, TimeProvider time)
    {
        _time = time;
        _interval = TimeSpan.FromMinutes(1) / api.Value.RequestsPerMinute;
        _maxWait = processing.Value.MaxThrottleWait;
        _maxRetryAfter = processing.Value.MaxRetryAfter;
        _rateIsUsedUp = $"Its turn comes later, at {api.Value.RequestsPerMinute:N0} requests a minute ({StitchexApiOptions.SectionName}:RequestsPerMinute).";
        _next = _suspendedUntil = _endOfLine = _endOfSpareLine = time.GetUtcNow();
    }

    /// <summary>Gets what holds requests back now: a login that is rejected, a limit of the API's, failures, or our own rate.</summary>
    public string Reason
    {
        get
        {
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                return _loginWaitsUntil > now ? _loginWaitsBecause : _suspendedUntil > now ? _closedBecause : _rateIsUsedUp;
            }
        }
    }

    /// <summary>Waits for a permit to send one request. Permits are given in the order in which they are asked for.</summary>
    /// <returns>
    /// Null when there is one; otherwise in how long to ask again: the throttle is closed for longer than
    /// <see cref="ProcessingOptions.MaxThrottleWait"/>. Each caller is told another time, as far from the one before as two permits are.
    /// </returns>
    public async Task<TimeSpan?> WaitAsync(CancellationToken cancellationToken)
    {
        if (await WaitAsync(Burst, MaxRateWait, _maxWait, cancellationToken) is not { } wait)
        {
            return null;
        }

        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var turn = Later(_endOfLine, now + wait);
            _endOfLine = turn + _interval;
            return turn - now;
        }
    }

    /// <summary>Waits for a permit to send one request, if there will be one soon.</summary>
    /// <param name="longest">How soon.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Null when there is one; otherwise in how long there will be.</returns>
    public Task<TimeSpan?> WaitAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        WaitAsync(Burst, longest, longest, cancellationToken);

    /// <summary>
    /// Waits for a permit to send one request that is in no hurry. It is given only where half of what may go out at once is left then, so that
    /// other requests wait for these no longer than one interval of the rate.
    /// </summary>
    /// <returns>
    /// Null when there is one; otherwise in how long to ask again. Each caller is told another time, so that many do not ask at once.
    /// </returns>
    public async Task<TimeSpan?> WaitForSpareAsync(CancellationToken cancellationToken)
    {
        if (await WaitAsync(Burst - Reserve, Reserve, Reserve, cancellationToken) is not { } wait)
        {
            return null;
        }

        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var turn = Later(_endOfSpareLine, now + wait + (SpareInterval * (1 + Random.Shared.NextDouble())));
            _endOfSpareLine = turn + _interval;
            return turn - now;
        }
    }

    private async Task<TimeSpan?> WaitAsync(
        TimeSpan burst, TimeSpan longestForRate, TimeSpan longestWhileClosed, CancellationToken cancellationToken)
    {
        var asked = _time.GetUtcNow();
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var now = _time.GetUtcNow();
                var closedUntil = Later(_suspendedUntil, _loginWaitsUntil);
                var turn = Later(now, Later(closedUntil, _next - burst));
                wait = turn - now;
                if (closedUntil - asked > longestWhileClosed && closedUntil > now || turn - asked > longestForRate)
                {
                    return wait;
                }

                _next = Later(_next, turn) + _interval;
            }

            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken);
            }

            // The API may have asked to be left alone while this permit was waited for.
            if (!IsSuspended())
            {
                return null;
            }
        }
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
    public TimeSpan? Suspend(ApiUnavailableException failure)
    {
        if (failure.Rejection is null)
        {
            return failure.ConcernsOneRequest ? Granted(failure.RetryAfter) : Suspend(failure.RetryAfter, failure.Message);
        }

        var granted = Granted(failure.RetryAfter);
        lock (_lock)
        {
            (_loginWaitsUntil, _loginWaitsBecause) = (_time.GetUtcNow() + (granted ?? TimeSpan.Zero), failure.Message);
        }

        return granted;
    }

    /// <summary>Lets requests through that waited for nothing else than a rejected login.</summary>
    public void EndLoginWait()
    {
        lock (_lock)
        {
            _loginWaitsUntil = default;
        }
    }

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

    private bool IsSuspended()
    {
        lock (_lock)
        {
            return Later(_suspendedUntil, _loginWaitsUntil) > _time.GetUtcNow();
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
