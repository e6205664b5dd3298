using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>
/// Keeps the token that all requests share. One login at a time, however many events wait for it; a token is used only after our organisation was made
/// the current one with it; it is renewed while it still serves; a login that was refused is not tried again for a minute.
/// </summary>
internal sealed partial class StitchexLogin(StitchexApi api, RequestGate gate, IOptions<StitchexApiOptions> options, TimeProvider time, ILogger<StitchexLogin> logger)
{
    private static readonly TimeSpan RefusalLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(1);

    private readonly StitchexApiOptions _options = options.Value;
    private readonly Lock _lock = new();
    private volatile AccessToken? _token;
    private Task<AccessToken>? _login;
    private string? _refreshToken;
    private ApiUnavailableException? _refusal;
    private DateTimeOffset _refusedUntil;

    /// <summary>The current token, after a login where there is none. One that is about to expire is renewed in the background.</summary>
    /// <exception cref="ApiUnavailableException">The login failed.</exception>
    public async Task<AccessToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        var (token, now) = (_token, time.GetUtcNow());
        if (token is null || now >= token.UsableUntil)
        {
            return await LogInOnceAsync(token).WaitAsync(cancellationToken);
        }

        if (now >= token.RenewAt)
        {
            _ = RenewAsync(token);
        }

        return token;
    }

    /// <summary>Forgets a token that the API no longer takes.</summary>
    public void Forget(AccessToken token)
    {
        lock (_lock)
        {
            _token = _token?.Value == token.Value ? null : _token;
        }
    }

    /// <summary>Makes our organisation the current one again: it is state on the server, and somebody may have switched it.</summary>
    public async Task SetOrganisationAsync(string token, CancellationToken cancellationToken)
    {
        gate.Count();
        using var content = JsonContent.Create(new CurrentOrganisation(_options.OrganisationId), StitchexJson.Default.CurrentOrganisation);
        var answer = await api.SendAsync(HttpMethod.Post, "organisations/set_current_org", token, content, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new ApiUnavailableException(
                $"The API refused to make organisation {_options.OrganisationId} the current one ({(int)answer.Status}). Look at {StitchexApiOptions.SectionName}:OrganisationId and at what the login may see.",
                (int)answer.Status);
        }

        // A page of HTML or nothing at all, with status 200, is no consent: the organisation would be taken as set for as long as the token lasts.
        if (Parse(answer.Body, StitchexJson.Default.JsonObject) is null)
        {
            throw new ApiUnavailableException($"Asked to make organisation {_options.OrganisationId} the current one, the API answered {(int)answer.Status} and no JSON.", status: 0);
        }
    }

    /// <summary>Gets a token better than one that no longer serves; all who ask meanwhile wait for the same login.</summary>
    private Task<AccessToken> LogInOnceAsync(AccessToken? spent)
    {
        lock (_lock)
        {
            if (_token is { } newer && newer != spent)
            {
                return Task.FromResult(newer);
            }

            return _login is { IsCompleted: false } running ? running : _login = Task.Run(LogInAsync);
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
            lock (_lock)
            {
                // The token still serves; the next request after a pause tries again.
                _token = _token == token ? token with { RenewAt = time.GetUtcNow() + RenewalPause } : _token;
            }

            Log.RenewalFailed(logger, token.UsableUntil, e.Message);
        }
    }

    // Its deadline is its own: whoever asked first may be cancelled while others wait for the same login.
    private async Task<AccessToken> LogInAsync()
    {
        if (_refusal is not null && time.GetUtcNow() < _refusedUntil)
        {
            throw new ApiUnavailableException(_refusal.Message, _refusal.Status, _refusedUntil - time.GetUtcNow());
        }

        using var deadline = new CancellationTokenSource(_options.FetchTimeout, time);
        try
        {
            var token = _options.AccessToken is { Length: > 0 } fixedToken
                ? AccessToken.Endless(fixedToken, time.GetUtcNow())
                : await ObtainAsync(deadline.Token);
            await SetOrganisationAsync(token.Value, deadline.Token);
            _refusal = null;
            _token = token;
            Log.LoggedIn(logger, _options.OrganisationId, token.UsableUntil);
            return token;
        }
        catch (ApiUnavailableException e) when (IsRefusal(e))
        {
            _refusal = e;
            _refusedUntil = time.GetUtcNow() + RefusalLasts;
            Log.LoginRefused(logger, e.Status, e.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new ApiUnavailableException($"The login was not answered within {_options.FetchTimeout.TotalSeconds:0.#} s ({StitchexApiOptions.SectionName}:FetchTimeout).", status: 0);
        }
    }

    private async Task<AccessToken> ObtainAsync(CancellationToken cancellationToken)
    {
        if (_refreshToken is { } refreshToken)
        {
            try
            {
                return await AskAsync(new RefreshGrant(refreshToken), StitchexJson.Default.RefreshGrant, cancellationToken);
            }
            catch (ApiUnavailableException e) when (IsRefusal(e))
            {
                _refreshToken = null;
                Log.RefreshRefused(logger, e.Status);
            }
        }

        return await AskAsync(new PasswordGrant(_options.Email!, _options.Password!), StitchexJson.Default.PasswordGrant, cancellationToken);
    }

    private async Task<AccessToken> AskAsync<TGrant>(TGrant grant, JsonTypeInfo<TGrant> type, CancellationToken cancellationToken)
    {
        gate.Count();
        var now = time.GetUtcNow();
        using var content = JsonContent.Create(grant, type);
        var answer = await api.SendAsync(HttpMethod.Post, "oauth/token", token: null, content, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new ApiUnavailableException(
                $"The login was refused ({(int)answer.Status}). Look at {StitchexApiOptions.SectionName}:Email and {StitchexApiOptions.SectionName}:Password.", (int)answer.Status);
        }

        if (Parse(answer.Body, StitchexJson.Default.TokenAnswer) is not { AccessToken: { Length: > 0 } value } token)
        {
            throw new ApiUnavailableException("The login was answered with something that holds no access token.", status: 0) { IsLie = true };
        }

        // Nobody knows whether refresh tokens are replaced: the newest is kept.
        _refreshToken = token.RefreshToken is { Length: > 0 } next ? next : _refreshToken;
        return ExpiryOf(token, now) is { } expiry ? AccessToken.Until(expiry, value, now) : AccessToken.Endless(value, now);
    }

    private static bool IsRefusal(ApiUnavailableException e) => e.IsLie || e.Status is >= 400 and < 500 and not 429;

    private static TAnswer? Parse<TAnswer>(ReadOnlyMemory<byte>? body, JsonTypeInfo<TAnswer> type)
        where TAnswer : class
    {
        try
        {
            return body is { } bytes ? JsonSerializer.Deserialize(bytes.Span, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Older accounts get a year, newer ones a week. Without a number, or with one that lies in the past, a token is tried until it is refused.
    private static DateTimeOffset? ExpiryOf(TokenAnswer token, DateTimeOffset now)
    {
        if (token.ExpiresIn is not > 0)
        {
            return null;
        }

        var created = token.CreatedAt is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;
        if (token.ExpiresIn >= (DateTimeOffset.MaxValue - created).TotalSeconds)
        {
            return null;
        }

        var expiry = created.AddSeconds(token.ExpiresIn.Value);
        return expiry > now ? expiry : null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, EventName = "LoggedIn", Level = LogLevel.Information, Message = "Logged in to Stitchex for organisation {OrganisationId}; the token is used until {UsableUntil}.")]
        public static partial void LoggedIn(ILogger logger, long organisationId, DateTimeOffset usableUntil);

        [LoggerMessage(EventId = 301, EventName = "LoginRefused", Level = LogLevel.Error, Message = "Stitchex refused the login ({Status}): {Reason}")]
        public static partial void LoginRefused(ILogger logger, int status, string reason);

        [LoggerMessage(EventId = 302, EventName = "RefreshRefused", Level = LogLevel.Warning, Message = "Stitchex refused the refresh token ({Status}); the password is used.")]
        public static partial void RefreshRefused(ILogger logger, int status);

        [LoggerMessage(EventId = 303, EventName = "RenewalFailed", Level = LogLevel.Warning, Message = "The token, which is used until {UsableUntil}, could not be renewed yet: {Reason}")]
        public static partial void RenewalFailed(ILogger logger, DateTimeOffset usableUntil, string reason);
    }
}
