using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Has requests handled by the functions whose routes they match, and by the admin endpoint, which starts functions by hand.</summary>
internal sealed class HttpRoutes(
    IReadOnlyList<FunctionDescriptor> functions, string routePrefix, FunctionInvoker invoker, ManualTrigger manual, FunctionKeys keys)
{
    private const string AdminRoute = "admin/functions/{name}";

    /// <summary>Puts the prefix before a function's route.</summary>
    public static string PathOf(string routePrefix, HttpTrigger trigger) => $"{routePrefix}/{trigger.Route}".Trim('/');

    // The host tries one route after the other, in the order of the functions' names, and a method that does not match makes a route not
    // match: so it responds 404, never 405. ASP.NET Core's newer endpoint routing would choose the best route, and respond 405.
    public RouteCollection Create(IInlineConstraintResolver constraints)
    {
        var routes = new RouteCollection();
        routes.Add(Route(AdminRoute, [HttpMethods.Post], async context => context.Response.StatusCode = await StartByHandAsync(context)));
        foreach (var function in functions)
        {
            if (function.Trigger is HttpTrigger trigger)
            {
                routes.Add(Route(PathOf(routePrefix, trigger), trigger.Methods, context => HandleAsync(context, function, trigger)));
            }
        }

        return routes;

        Route Route(string template, IReadOnlyList<string> methods, RequestDelegate handle)
        {
            var methodConstraints = methods.Count == 0
                ? []
                : new Dictionary<string, object> { ["httpMethod"] = new HttpMethodRouteConstraint([.. methods]) };
            return new(new RouteHandler(handle), template, defaults: null, methodConstraints, dataTokens: null, constraints);
        }
    }

    private async Task HandleAsync(HttpContext context, FunctionDescriptor function, HttpTrigger trigger)
    {
        var (request, response) = (context.Request, context.Response);
        if (!keys.Opens(request, function.Name, trigger.Level))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (function.IsDisabled && !keys.IsAdmin(request))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var routeValues = context.GetRouteData().Values;
        var result = await invoker.InvokeAsync(
            function,
            "This function was programmatically called via the host APIs.",
            new TypedData { Http = await RpcHttpMapping.ReadAsync(request, routeValues, keys.NameOf(request, function.Name)) },
            routeValues.Select(value => KeyValuePair.Create(value.Key, new TypedData { String = $"{value.Value}" })),
            context.RequestAborted);
        if (result is { Error: null, Response: { } http })
        {
            await RpcHttpMapping.WriteAsync(http, response);
            return;
        }

        response.StatusCode = result.Error is null ? StatusCodes.Status204NoContent : StatusCodes.Status500InternalServerError;
    }

    // It does not wait for the function.
    private async Task<int> StartByHandAsync(HttpContext context)
    {
        if (!keys.IsAdmin(context.Request))
        {
            return StatusCodes.Status401Unauthorized;
        }

        if (manual.Find(context.GetRouteValue("name")?.ToString()) is not { } function)
        {
            return StatusCodes.Status404NotFound;
        }

        try
        {
            var body = await context.Request.ReadFromJsonAsync<Body>(context.RequestAborted);
            if (body is null || function.Trigger is HttpTrigger)
            {
                return StatusCodes.Status400BadRequest;
            }

            // It is logged and waited for like any other; this request has its response already.
            _ = manual.InvokeAsync(function, body.Input);
            return StatusCodes.Status202Accepted;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return StatusCodes.Status400BadRequest;
        }
    }

    private sealed record Body(string? Input);
}
