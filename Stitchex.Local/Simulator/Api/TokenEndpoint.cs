using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Gives out tokens.</summary>
internal static class TokenEndpoint
{
    public static void MapTokens(this IEndpointRouteBuilder routes) => routes.MapPost("/oauth/token", PostAsync);

    private static async Task<IResult> PostAsync(HttpRequest request, TokenStore tokens, CancellationToken cancellationToken)
    {
        var body = await JsonBody.TryReadAsync(request, ApiJson.Default.TokenRequest, cancellationToken);
        TimeSpan? lifetime = body?.ExpiresIn is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return body switch
        {
            null => ApiError.Answer(StatusCodes.Status400BadRequest, "invalid_request"),
            { GrantType: "password" } => Answer(tokens.LogIn(body.Email, body.Password, lifetime)),
            { GrantType: "refresh_token" } => Answer(tokens.Refresh(body.RefreshToken, lifetime)),
            _ => ApiError.Answer(StatusCodes.Status400BadRequest, "unsupported_grant_type"),
        };
    }

    private static IResult Answer(IssuedToken? token) => token is null
        ? ApiError.Answer(StatusCodes.Status401Unauthorized, "invalid_grant")
        : TypedResults.Json(TokenAnswer.From(token), ApiJson.Default.TokenAnswer);
}
