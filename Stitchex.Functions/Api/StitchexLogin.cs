using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>
/// Keeps the token that all requests share. One login at a time, however many events wait for it; a token is used only after our organisation was made
/// the current one with it; a login that was refused is not tried again for a minute.
/// </summary>
internal sealed partial class StitchexLogin(StitchexApi api, IOptions<StitchexApiOptions> options, TimeProvider time, ILogger<StitchexLogin> logger) : IDisposable
{
    private static readonly TimeSpan RefusalLasts = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly StitchexApiOptions _options = options.Value;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile AccessToken? _token;
    private ApiUnavailableException? _refusal;
    private DateTimeOffset _refusedUntil;

    /// <summary>The current token, after a login where there is none.</summary>
    /// <exception cref="ApiUnavailableException">The login failed.</exception>
    public async Task<AccessToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (IsUsable(_token))
        {
            return _token!;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return IsUsable(_token) ? _token! : _token = await LogInAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets a token that the API no longer takes.</summary>
    public void Forget(AccessToken token) => Interlocked.CompareExchange(ref _token, null, token);

    /// <summary>Makes our organisation the current one again: it is state on the server, and somebody may have switched it.</summary>
    public async Task SetOrganisationAsync(string token, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(new CurrentOrganisation(_options.OrganisationId), StitchexJson.Default.CurrentOrganisation);
        var answer = await api.SendAsync(HttpMethod.Post, "organisations/set_current_org", token, content, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new ApiUnavailableException(
                $"The API refused to make organisation {_options.OrganisationId} the current one ({(int)answer.Status}). Look at {StitchexApiOptions.SectionName}:OrganisationId and at what the login may see.",
                (int)answer.Status);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private bool IsUsable(AccessToken? token) => token is not null && time.GetUtcNow() < token.ExpiresAt - Margin;

    private async Task<AccessToken> LogInAsync(CancellationToken cancellationToken)
    {
        if (_refusal is not null && time.GetUtcNow() < _refusedUntil)
        {
            throw new ApiUnavailableException(_refusal.Message, _refusal.Status, _refusedUntil - time.GetUtcNow());
        }

        try
        {
            var token = _options.AccessToken is { Length: > 0 } fixedToken
                ? new AccessToken(fixedToken, time.GetUtcNow(), DateTimeOffset.MaxValue)
                : await PasswordGrantAsync(cancellationToken);
            await SetOrganisationAsync(token.Value, cancellationToken);
            _refusal = null;
            Log.LoggedIn(logger, _options.OrganisationId, token.ExpiresAt);
            return token;
        }
        catch (ApiUnavailableException e) when (e.Status is >= 400 and < 500 and not 429)
        {
            _refusal = e;
            _refusedUntil = time.GetUtcNow() + RefusalLasts;
            Log.LoginRefused(logger, e.Status, e.Message);
            throw;
        }
    }

    private async Task<AccessToken> PasswordGrantAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        using var content = JsonContent.Create(new PasswordGrant(_options.Email!, _options.Password!), StitchexJson.Default.PasswordGrant);
        var answer = await api.SendAsync(HttpMethod.Post, "oauth/token", token: null, content, cancellationToken);
        if (answer.IsSuccess && Parse(answer.Body) is { AccessToken: { Length: > 0 } value } token)
        {
            return new AccessToken(value, now, ExpiryOf(token, now));
        }

        throw new ApiUnavailableException(
            answer.IsSuccess
                ? "The login was answered with something that holds no access token."
                : $"The login was refused ({(int)answer.Status}). Look at {StitchexApiOptions.SectionName}:Email and {StitchexApiOptions.SectionName}:Password.",
            (int)answer.Status is >= 400 and var status ? status : 0);
    }

    private static TokenAnswer? Parse(ReadOnlyMemory<byte>? body)
    {
        try
        {
            return body is { } bytes ? JsonSerializer.Deserialize(bytes.Span, StitchexJson.Default.TokenAnswer) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Older accounts get a year, newer ones a week. Without either number, a token is tried until it is refused.
    private static DateTimeOffset ExpiryOf(TokenAnswer token, DateTimeOffset now)
    {
        if (token.ExpiresIn is not > 0)
        {
            return DateTimeOffset.MaxValue;
        }

        var created = token.CreatedAt is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;
        return token.ExpiresIn < (DateTimeOffset.MaxValue - created).TotalSeconds ? created.AddSeconds(token.ExpiresIn.Value) : DateTimeOffset.MaxValue;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 300, EventName = "LoggedIn", Level = LogLevel.Information, Message = "Logged in to Stitchex for organisation {OrganisationId}; the token expires at {ExpiresAt}.")]
        public static partial void LoggedIn(ILogger logger, long organisationId, DateTimeOffset expiresAt);

        [LoggerMessage(EventId = 301, EventName = "LoginRefused", Level = LogLevel.Error, Message = "Stitchex refused the login ({Status}): {Reason}")]
        public static partial void LoginRefused(ILogger logger, int status, string reason);
    }
}
