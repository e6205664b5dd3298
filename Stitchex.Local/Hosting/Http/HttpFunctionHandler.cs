using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Has a request handled by the function whose route it took.</summary>
internal sealed class HttpFunctionHandler(FunctionInvoker invoker, FunctionKeys keys)
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

        var routeValues = context.GetRouteData().Values;
        var result = await invoker.InvokeAsync(
            function,
            "This function was programmatically called via the host APIs.",
            new TypedData { Http = await RpcHttpMapping.ReadAsync(context.Request, routeValues, keys.NameOf(context.Request, function.Name)) },
            routeValues.Select(value => KeyValuePair.Create(value.Key, new TypedData { String = $"{value.Value}" })),
            context.RequestAborted);
        if (!result.Succeeded)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
        else if (result.Response is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else
        {
            await RpcHttpMapping.WriteAsync(result.Response, context.Response);
        }
    }
}
