using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Api;

/// <summary>
/// Keeps the token that all requests share. One login at a time, however many events wait for it; a token is used only after our organisation was made
/// the current one with it; it is renewed while it still serves; a login that was rejected is not tried again for a minute, and a
/// password that is rejected repeatedly is tried ever less often.
/// </summary>
internal sealed partial class StitchexLogin(
    LoginRequests requests,
    IOptions<StitchexApiOptions> options,
    StorageClock clock,
    TimeProvider time,
    StitchexMetrics metrics,
    ILogger<StitchexLogin> logger)
{
    private static readonly TimeSpan RejectionLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRejection = TimeSpan.FromHours(1);

    // Events look again sooner than the password is tried again: once the setting is right, none should wait for an hour.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(1);

    private readonly StitchexApiOptions _options = options.Value;
    private readonly Lock _lock = new();
    private volatile AccessToken? _token;
    private Task<AccessToken>? _login;
    private AccessToken? _obtained;
    private string? _refreshToken;
    private volatile ApiUnavailableException? _rejection;
    private int _passwordRejections;

    /// <summary>Gets a value indicating whether a token from the settings takes the place of logins.</summary>
    public bool HasFixedToken => _options.AccessToken is { Length: > 0 };

    /// <summary>Gets the rejection of the login that requests wait for; null where there is none.</summary>
    public ApiUnavailableException? Rejected => _rejection is { Rejection: { } rejection } e && time.GetUtcNow() < rejection.NextAt ? e : null;

    /// <summary>The current token, after a login where there is none. One that is about to expire is renewed in the background.</summary>
    /// <exception cref="ApiUnavailableException">The login failed.</exception>
    public async Task<AccessToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        var token = _token;
        if (!IsUsable(token))
        {
            return await LogInOnceAsync(token).WaitAsync(cancellationToken);
        }

        if (time.GetUtcNow() >= token.RenewAt)
        {
            _ = RenewAsync(token);
        }

        return token;
    }

    /// <summary>Invalidates a token that the API no longer takes, unless it was obtained anew since: a fixed one always has the same value.</summary>
    public void Invalidate(AccessToken token)
    {
        lock (_lock)
        {
            _token = _token?.Value == token.Value && _token.ObtainedAt == token.ObtainedAt ? null : _token;
        }
    }

    /// <summary>Has the next login use the password, if it was a refresh token that gave this token, which the API does not take.</summary>
    public void MarkSuspect(AccessToken token)
    {
        lock (_lock)
        {
            _refreshToken = _token?.Value == token.Value ? null : _refreshToken;
        }
    }

    /// <summary>Makes our organisation the current one again: it is state on the server, and somebody may have switched it.</summary>
    /// <exception cref="ApiUnavailableException">The API did not, or the login failed.</exception>
    public async Task SetOrganisationAsync(CancellationToken cancellationToken) =>
        await requests.SetOrganisationAsync((await GetTokenAsync(cancellationToken)).Value, cancellationToken);

    /// <summary>Tries the login now, with the password, whatever was rejected before. One that is under way counts as this.</summary>
    /// <exception cref="ApiUnavailableException">The login failed.</exception>
    public Task TryNowAsync()
    {
        lock (_lock)
        {
            if (_login is { IsCompleted: false } running)
            {
                return running;
            }

            // What somebody asked for does not make the wait longer.
            (_rejection, _refreshToken, _passwordRejections) = (null, null, Math.Max(0, _passwordRejections - 1));
            return _login = Task.Run(LogInOrPauseAsync);
        }
    }

    /// <summary>Has the next request try the login: it succeeded for another instance since it was rejected here.</summary>
    public void ForgetRejection() => _rejection = null;

    /// <summary>Gets a token better than one that no longer serves; all who ask meanwhile wait for the same login.</summary>
    private Task<AccessToken> LogInOnceAsync(AccessToken? spent)
    {
        lock (_lock)
        {
            if (_token is { } newer && newer != spent)
            {
                return Task.FromResult(newer);
            }

            return _login is { IsCompleted: false } running ? running : _login = Task.Run(LogInOrPauseAsync);
        }
    }

    private async Task RenewAsync(AccessToken token)
    {
        try
        {
            await LogInOnceAsync(token);
        }
        catch (ApiUnavailableException e)
        {
            Log.RenewalFailed(logger, token.UsableUntil, e.Message);
        }
    }

    private async Task<AccessToken> LogInOrPauseAsync()
    {
        try
        {
            return await LogInAsync();
        }
        catch (ApiUnavailableException)
        {
            lock (_lock)
            {
                // A token that still serves is renewed by the next request after a pause. It says so before this login counts as over, for
                // who comes then would begin another.
                _token = IsUsable(_token) ? _token with { RenewAt = time.GetUtcNow() + RenewalPause } : _token;
            }

            throw;
        }
    }

    // Its deadline is its own: whoever asked first may be cancelled while others wait for the same login.
    private async Task<AccessToken> LogInAsync()
    {
        if (_rejection is { Rejection: { } rejection } && time.GetUtcNow() < rejection.NextAt)
        {
            var left = rejection.NextAt - time.GetUtcNow();
            throw new ApiUnavailableException(_rejection.Message, _rejection.Status, left < LongestWait ? left : LongestWait)
            {
                Rejection = rejection,
            };
        }

        using var deadline = new CancellationTokenSource(_options.FetchTimeout, time);
        try
        {
            // A token whose organisation could not be set is kept: a failure there is no reason to log in again.
            var token = IsUsable(_obtained) ? _obtained : _obtained = await ObtainAsync(deadline.Token);
            await requests.SetOrganisationAsync(token.Value, deadline.Token);
            _rejection = null;
            _token = token;
            _obtained = null;
            Log.LoggedIn(logger, _options.OrganisationId, token.UsableUntil);
            return token;
        }
        catch (ApiUnavailableException e) when (IsRejection(e))
        {
            if (e.Status == (int)HttpStatusCode.Unauthorized)
            {
                // A new token that is not taken: what renewed it would only bring the next one of its kind. The password is left.
                (_obtained, _refreshToken) = (null, null);
            }

            var now = time.GetUtcNow();
            e.Rejection = new LoginRejection(now, now + RestAfter(e), clock.UtcNow);
            _rejection = e;
            Log.LoginRejected(logger, e.Status, e.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new ApiUnavailableException($"The login got no response within {_options.FetchTimeout.TotalSeconds:0.#} s ({StitchexApiOptions.SectionName}:FetchTimeout).", status: 0);
        }
    }

    private bool IsUsable([NotNullWhen(true)] AccessToken? token) => token is not null && time.GetUtcNow() < token.UsableUntil;

    private async Task<AccessToken> ObtainAsync(CancellationToken cancellationToken)
    {
        if (HasFixedToken)
        {
            return AccessToken.NonExpiring(_options.AccessToken!, time.GetUtcNow());
        }

        if (_refreshToken is { } refreshToken)
        {
            try
            {
                var asking = requests.RequestTokenAsync(new RefreshGrant(refreshToken), StitchexJson.Default.RefreshGrant, cancellationToken);
                return await CountAsync(LoginGrant.RefreshToken, asking);
            }
            catch (ApiUnavailableException e) when (IsRejection(e))
            {
                _refreshToken = null;
                Log.RefreshTokenRejected(logger, e.Status);
            }
        }

        try
        {
            var grant = new PasswordGrant(_options.Email!, _options.Password!);
            var asking = requests.RequestTokenAsync(grant, StitchexJson.Default.PasswordGrant, cancellationToken);
            var token = await CountAsync(LoginGrant.Password, asking);
            _passwordRejections = 0;
            return token;
        }
        catch (ApiUnavailableException e) when (IsRejection(e) && !e.IsMalformedSuccess)
        {
            _passwordRejections++;
            throw;
        }
    }

    // An account may be locked by one try a minute. What is no response to the password says nothing of it.
    private TimeSpan RestAfter(ApiUnavailableException rejection) => rejection.IsMalformedSuccess || _passwordRejections == 0
        ? RejectionLasts
        : TimeSpan.FromTicks((long)Math.Min(RejectionLasts.Ticks * Math.Pow(2, _passwordRejections - 1), LongestRejection.Ticks));

    private async Task<AccessToken> CountAsync(LoginGrant grant, Task<(AccessToken Token, string? RefreshToken)> asking)
    {
        var outcome = LoginOutcome.Failed;
        try
        {
            var (token, next) = await asking;
            outcome = LoginOutcome.Succeeded;

            // Nobody knows whether refresh tokens are replaced: the newest is kept.
            _refreshToken = next ?? _refreshToken;
            return token;
        }
        catch (ApiUnavailableException e) when (IsRejection(e))
        {
            outcome = LoginOutcome.Rejected;
            throw;
        }
        finally
        {
            metrics.LoggedIn(grant, outcome);
        }
    }

    private static bool IsRejection(ApiUnavailableException e) => e.IsMalformedSuccess || e.Status is >= 400 and < 500 and not 429;

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, EventName = "LoggedIn", Level = LogLevel.Information, Message = "Logged in to Stitchex for organisation {OrganisationId}; the token is used until {UsableUntil:u}.")]
        public static partial void LoggedIn(ILogger logger, long organisationId, DateTimeOffset usableUntil);

        [LoggerMessage(EventId = 301, EventName = "LoginRejected", Level = LogLevel.Error, Message = "Stitchex rejected the login ({Status}): {Reason}")]
        public static partial void LoginRejected(ILogger logger, int status, string reason);

        [LoggerMessage(EventId = 302, EventName = "RefreshTokenRejected", Level = LogLevel.Warning, Message = "Stitchex rejected the refresh token ({Status}); the password is used.")]
        public static partial void RefreshTokenRejected(ILogger logger, int status);

        [LoggerMessage(EventId = 303, EventName = "RenewalFailed", Level = LogLevel.Warning, Message = "The token, which is used until {UsableUntil:u}, could not be renewed yet: {Reason}")]
        public static partial void RenewalFailed(ILogger logger, DateTimeOffset usableUntil, string reason);
    }
}
