using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Hosting.Invocation;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Has a request handled by the function whose route it took.</summary>
internal sealed class HttpFunctionHandler(FunctionInvoker invoker, FunctionKeys keys, HostLifetime lifetime)
{
    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext context, FunctionDescriptor function, HttpTrigger trigger)
    {
        if (!keys.Opens(context.Request, function.Name, trigger.Level))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (function.IsDisabled && !keys.IsAdmin(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var result = await invoker.InvokeAsync(function, new(
            "an HTTP request",
            functionContext => LocalHttpRequestData.ReadAsync(functionContext, context.Request))
        {
            RouteValues = context.GetRouteData().Values,
            CallerGone = context.RequestAborted,
        });

        if (lifetime.Killed.IsCancellationRequested)
        {
            // A process that is gone answers nothing.
            context.Abort();
        }
        else if (!result.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        else if (result.Response is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await LocalHttpResponseData.SendAsync(result.Response, context.Response);
        }
    }
}
