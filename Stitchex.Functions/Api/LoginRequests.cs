using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Api;

/// <summary>The requests of a login.</summary>
internal sealed class LoginRequests(StitchexApi api, RequestThrottle throttle, IOptions<StitchexApiOptions> options, TimeProvider time)
{
    private readonly StitchexApiOptions _options = options.Value;

    /// <summary>Makes our organisation the current one.</summary>
    /// <exception cref="ApiUnavailableException">The API did not, or its response does not say so.</exception>
    public async Task SetOrganisationAsync(string token, CancellationToken cancellationToken)
    {
        throttle.Record();
        using var content = JsonContent.Create(
            new CurrentOrganisationRequest(_options.OrganisationId), StitchexJson.Default.CurrentOrganisationRequest);
        var response = await api.SendAsync(HttpMethod.Post, "organisations/set_current_org", token, content, cancellationToken);
        if (!response.IsSuccess)
        {
            var setting = response.Status == HttpStatusCode.Unauthorized && _options.AccessToken is { Length: > 0 } ? "AccessToken" : "OrganisationId and at what the login may see";
            throw new ApiUnavailableException(
                $"The API did not make organisation {_options.OrganisationId} the current one ({(int)response.Status}). Look at {StitchexApiOptions.SectionName}:{setting}.",
                (int)response.Status);
        }

        // What is not consent, with status 200, would be taken as consent for as long as the token lasts.
        switch (OrganisationConsent.In(response.Body))
        {
            case null:
                throw new ApiUnavailableException(
                    $"Asked to make organisation {_options.OrganisationId} the current one, "
                    + $"the API responded with {(int)response.Status} and no JSON.",
                    status: 0);
            case false:
                throw MalformedSuccess(
                    $"Asked to make organisation {_options.OrganisationId} the current one, "
                    + $"the API responded with {(int)response.Status} and reported an error. "
                    + $"Look at {StitchexApiOptions.SectionName}:OrganisationId and at what the login may see.",
                    (int)response.Status);
        }
    }

    /// <summary>Asks for a token.</summary>
    /// <returns>The token, and what renews it where the API gives that.</returns>
    /// <exception cref="ApiUnavailableException">The login failed, or the response holds no token that can be used.</exception>
    public async Task<(AccessToken Token, string? RefreshToken)> RequestTokenAsync<TGrant>(
        TGrant grant, JsonTypeInfo<TGrant> type, CancellationToken cancellationToken)
    {
        throttle.Record();
        var now = time.GetUtcNow();
        using var content = JsonContent.Create(grant, type);
        var response = await api.SendAsync(HttpMethod.Post, "oauth/token", token: null, content, cancellationToken);
        if ((int)response.Status is (>= 300 and < 400) or 404 or 405)
        {
            throw MalformedSuccess($"The login got status {(int)response.Status}. Look at {StitchexApiOptions.SectionName}:BaseAddress.", (int)response.Status);
        }

        if (!response.IsSuccess)
        {
            throw new ApiUnavailableException(
                $"The login was rejected ({(int)response.Status}). Look at {StitchexApiOptions.SectionName}:Email and {StitchexApiOptions.SectionName}:Password.", (int)response.Status);
        }

        if (Parse(response) is not { AccessToken: { Length: > 0 } value } token || !AccessToken.CanBeSent(value))
        {
            throw MalformedSuccess(
                $"The login's response holds no access token. Look at {StitchexApiOptions.SectionName}:BaseAddress.", status: 0);
        }

        var access = token.ExpiryAt(now) is { } expiry ? AccessToken.Until(expiry, value, now) : AccessToken.NonExpiring(value, now);
        return (access, token.RefreshToken is { Length: > 0 } next ? next : null);
    }

    private static ApiUnavailableException MalformedSuccess(string message, int status) =>
        new(message, status) { IsMalformedSuccess = true };

    private static TokenResponse? Parse(ApiResponse response)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Body.Span, StitchexJson.Default.TokenResponse);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
