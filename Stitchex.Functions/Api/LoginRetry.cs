using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Api;

/// <summary>
/// Ends the wait that follows a rejected login: an operator has the login tried, and where it succeeds, a row lets all instances know.
/// </summary>
internal sealed class LoginRetry(
    [FromKeyedServices(EventStorage.Ingress)] EventStorage storage,
    StitchexLogin login,
    RequestThrottle throttle,
    StorageClock clock)
{
    /// <summary>The shortest time between two tries that operators ask for: too many may lock the account.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // The clocks of two instances differ by about as much.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    private DateTimeOffset? _heardOf;

    /// <summary>Whether the login was rejected, here or for another instance, and nothing has succeeded since.</summary>
    public async Task<bool> IsWaitingAsync(CancellationToken cancellationToken)
    {
        if (login.Rejected is not null)
        {
            return true;
        }

        try
        {
            return await storage.Control.ReadApiObstacleAsync(cancellationToken) is { Kind: ApiObstacleKind.LoginRejected } obstacle
                && obstacle.Stands(clock.UtcNow);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // Nothing is known of other instances; what is wrong with storage is another check's.
            return false;
        }
    }

    /// <summary>Tries the login now, whatever it waits for. Where it succeeds, nobody waits any longer.</summary>
    /// <returns>Whether it was tried; false where that was done just now, by any instance.</returns>
    public async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        if (!await storage.Control.StartLoginAsync(clock.UtcNow, Interval, cancellationToken))
        {
            return false;
        }

        throttle.EndLoginWait();
        try
        {
            await login.TryNowAsync().WaitAsync(cancellationToken);
        }
        catch (ApiUnavailableException)
        {
            // Whoever asks for a token next is told why.
            return true;
        }

        await storage.Control.WriteLoginAsync(clock.UtcNow, cancellationToken);
        await storage.Control.RemoveApiObstacleAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Forgets that the login was rejected here, if an operator's try succeeded since. That costs one request to storage, only while
    /// the login waits.
    /// </summary>
    public async Task HearAsync(CancellationToken cancellationToken)
    {
        if (login.Rejected?.Rejection is not { } rejection)
        {
            throttle.EndLoginWait();
            return;
        }

        DateTimeOffset? succeededAt;
        try
        {
            succeededAt = await storage.Control.ReadLoginAsync(cancellationToken);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return;
        }

        // One success ends one wait: what is rejected after it waits anew.
        if (succeededAt > rejection.SharedAt - ClockTolerance && succeededAt != _heardOf)
        {
            _heardOf = succeededAt;
            login.ForgetRejection();
            throttle.EndLoginWait();
        }
    }
}
