using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Lets in only who shows a token that is good now, and notes on the request which one it was.</summary>
internal sealed class BearerFilter(TokenStore tokens) : IEndpointFilter
{
    private const string Scheme = "Bearer ";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!tokens.TryFind(ValueOf(http.Request.Headers.Authorization), out var token))
        {
            return ApiError.Response(StatusCodes.Status401Unauthorized, "The access token is missing, unknown or expired");
        }

        http.Features.Set(token);
        return await next(context);
    }

    private static string ValueOf(StringValues header)
    {
        var text = header.ToString();
        return text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..] : "";
    }
}
