using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Changes what the API knows and how fast, behind the receiver's back.</summary>
internal static class ApiControl
{
    public static void MapApiControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/requests", Requests);
        control.MapPost("/tokens", TokensAsync);
        control.MapPost("/tokens/expire", Expire);
        control.MapPost("/resources", ResourceAsync);
        control.MapPost("/organisation", SwitchAsync);
        control.MapPost("/lag", LagAsync);
        control.MapDelete("/lag", Release);
        control.MapPost("/rate-limit", LimitAsync);
        control.MapDelete("/rate-limit", Unlimit);
    }

    private static JsonHttpResult<IReadOnlyList<LoggedRequest>> Requests(RequestLog log) =>
        TypedResults.Json(log.Recent, ControlJson.Default.IReadOnlyListLoggedRequest);

    private static async Task<NoContent> TokensAsync(HttpRequest request, TokenStore tokens, CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.TokenSettings, cancellationToken);
        tokens.Options = settings.ApplyTo(tokens.Options);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ResourceAsync(HttpRequest request, ServedResources resources, CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.ResourceSettings, cancellationToken);
        resources.Serve(settings.ApplyTo(resources.For(settings.Name)));
        return TypedResults.NoContent();
    }

    private static NoContent Expire(TokenStore tokens, bool refreshTokensToo = false)
    {
        tokens.ExpireAll(refreshTokensToo);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SwitchAsync(HttpRequest request, CurrentOrganisation current, CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.OrganisationSettings, cancellationToken);
        current.SwitchAll(settings.OrganisationId);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LagAsync(HttpRequest request, ReplicaLag lag, CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.LagSettings, cancellationToken);
        if (settings.Behind is { } behind)
        {
            lag.StayBehind(behind);
        }
        else
        {
            lag.Hold(settings.For);
        }

        return TypedResults.NoContent();
    }

    private static NoContent Release(ReplicaLag lag)
    {
        lag.Release();
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LimitAsync(HttpRequest request, RequestRateLimit limit, CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.RateLimitSettings, cancellationToken);
        limit.SaysRetryAfter = settings.SaysRetryAfter;
        limit.PerMinute = settings.PerMinute;
        return TypedResults.NoContent();
    }

    private static NoContent Unlimit(RequestRateLimit limit)
    {
        limit.PerMinute = null;
        return TypedResults.NoContent();
    }
}
