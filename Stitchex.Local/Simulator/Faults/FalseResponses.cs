using System.Text;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Responses that take the place of the usual one.</summary>
internal static class FalseResponses
{
    public static Task StatusAsync(HttpContext context, FaultRule rule)
    {
        if (rule.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        var response = rule.Body is { } body
            ? TypedResults.Text(body, "application/json", Encoding.UTF8, rule.Status)
            : ApiError.Response(rule.Status, "Simulated failure");
        return response.ExecuteAsync(context);
    }

    public static Task EmptyAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    public static Task NoContentAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task LoginRedirectAsync(HttpContext context)
    {
        context.Response.Redirect(LoginPage.Path);
        return Task.CompletedTask;
    }
}
