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
            null => ApiError.Response(StatusCodes.Status400BadRequest, "invalid_request"),
            { GrantType: "password" } => Response(tokens.LogIn(body.Email, body.Password, lifetime)),
            { GrantType: "refresh_token" } => Response(tokens.Refresh(body.RefreshToken, lifetime)),
            _ => ApiError.Response(StatusCodes.Status400BadRequest, "unsupported_grant_type"),
        };
    }

    private static IResult Response(IssuedToken? token) => token is null
        ? ApiError.Response(StatusCodes.Status401Unauthorized, "invalid_grant")
        : TypedResults.Json(TokenEndpointResponse.From(token), ApiJson.Default.TokenEndpointResponse);
}
