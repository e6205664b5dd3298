using System.Net;
using Stitchex.Functions.Api;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Health;

/// <summary>Tells whether the app does what it should.</summary>
public sealed class HealthOperations : IDisposable
{
    // Anybody may ask, and must not be able to keep storage busy.
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(30);

    private readonly Dependencies _dependencies;
    private readonly EventScan _scan;
    private readonly WaitingEvents _waiting;
    private readonly LoginRetry _login;
    private readonly StorageClock _clock;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private (HealthStatus Status, long At)? _last;

    internal HealthOperations(
        Dependencies dependencies, EventScan scan, WaitingEvents waiting, LoginRetry login, StorageClock clock, TimeProvider time)
    {
        _dependencies = dependencies;
        _scan = scan;
        _waiting = waiting;
        _login = login;
        _clock = clock;
        _time = time;
    }

    /// <summary>Tells anybody whether webhooks can be taken in, and nothing else.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 or 503.</returns>
    public async Task<OperatorResponse> GetPlainAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || _time.GetElapsedTime(last.At) >= Remembered)
            {
                last = (StatusOf(await _dependencies.CheckIngressAsync(cancellationToken)), _time.GetTimestamp());
                _last = last;
            }

            return OperatorResponse.Json(
                new PlainHealth(last.Status), OperatorJson.Readable.PlainHealth, last.Status == HealthStatus.Healthy ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells an operator how each dependency responded.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200: the report can be read also when it says that something is wrong.</returns>
    public async Task<OperatorResponse> GetDetailedAsync(CancellationToken cancellationToken)
    {
        var checks = await _dependencies.CheckAllAsync(cancellationToken);
        var hasTables = checks.Single(check => check.Name == "tables").Status == HealthStatus.Healthy;
        var hasQueues = checks.Single(check => check.Name == "queues").Status == HealthStatus.Healthy;
        var report = new HealthReport(
            StatusOf(checks),
            checks,
            hasTables ? await LastEventAtAsync(cancellationToken) : null,
            hasTables && hasQueues ? (await _waiting.FindAsync(cancellationToken)).Oldest : null);
        return OperatorResponse.Json(report, OperatorJson.Readable.HealthReport);
    }

    /// <summary>Asks each dependency now. A login that was rejected is tried, whenever its next try would be.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, or 409 where the login was tried just now.</returns>
    public async Task<OperatorResponse> CheckAsync(CancellationToken cancellationToken) =>
        await _login.IsWaitingAsync(cancellationToken) && !await _login.TryAsync(cancellationToken)
            ? OperatorResponse.Conflict(
                $"The login was tried within the last {LoginRetry.Interval.TotalSeconds:0} s. "
                + "Too many tries may lock the account: try again in a moment.")
            : await GetDetailedAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<DateTimeOffset?> LastEventAtAsync(CancellationToken cancellationToken)
    {
        var all = new EventFilter { From = _clock.UtcNow - LookBack, Until = _clock.UtcNow.AddMinutes(1) };
        return (await _scan.ReadAsync(all, after: null, wanted: 1, cancellationToken)).Rows is [var newest, ..] ? newest.ReceivedAt : null;
    }

    private static HealthStatus StatusOf(HealthCheck[] checks) =>
        Array.TrueForAll(checks, check => check.Status == HealthStatus.Healthy) ? HealthStatus.Healthy : HealthStatus.Unhealthy;
}
