using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Tells a person what was wrong with a request instead of answering 500.</summary>
internal sealed class ControlErrorMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (StatusOf(exception) is { } status)
        {
            await ApiError.Response(status, exception.Message).ExecuteAsync(context);
        }
    }

    private static int? StatusOf(Exception exception) => exception switch
    {
        JsonException or ArgumentException => StatusCodes.Status400BadRequest,
        KeyNotFoundException => StatusCodes.Status404NotFound,
        InvalidOperationException => StatusCodes.Status409Conflict,
        HttpRequestException => StatusCodes.Status502BadGateway,
        _ => null,
    };
}
