using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Responds with 429 to what is beyond the rate limit.</summary>
internal sealed class RateLimitMiddleware(RequestDelegate next, RequestRateLimit limit)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (limit.TryTake(out var wait))
        {
            await next(context);
            return;
        }

        if (limit.SaysRetryAfter)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await ApiError.Response(StatusCodes.Status429TooManyRequests, "Too many requests").ExecuteAsync(context);
    }
}
