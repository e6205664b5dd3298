using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Hosting.Functions;

namespace Stitchex.Local.Hosting.Http;

/// <summary><c>POST /admin/functions/{name}</c>: starts a function by hand, with the master key, and does not wait for it.</summary>
internal sealed class AdminEndpoint(ManualTrigger manual, FunctionKeys keys)
{
    /// <summary>The endpoint's route.</summary>
    public const string Route = "admin/functions/{name}";

    /// <summary>Handles a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.StatusCode = await StartAsync(context);
    }

    private async Task<int> StartAsync(HttpContext context)
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
