using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Notes each request to the API when it is over.</summary>
internal sealed class RequestLogMiddleware(RequestDelegate next, RequestLog log, ServedResources resources, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var at = time.GetUtcNow();
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone; the log says so.
        }
        finally
        {
            log.Add(Describe(context, at));
        }
    }

    private LoggedRequest Describe(HttpContext context, DateTimeOffset at)
    {
        var request = context.Request;
        var fault = context.Features.Get<FaultRule>()?.Kind;
        var known = resources.TryMatch(request.Path, request.Query, out var match);
        return new(
            at,
            request.Method,
            known ? match!.Path : request.Path,
            known ? match!.Template : request.Path,
            IsBroken(context, fault) ? 0 : context.Response.StatusCode,
            context.Features.Get<IssuedToken>()?.Number,
            fault,
            request.ContentLength);
    }

    // A connection that we break ourselves is not seen as broken at once.
    private static bool IsBroken(HttpContext context, FaultKind? fault) =>
        fault is FaultKind.Reset or FaultKind.CutOff || context.RequestAborted.IsCancellationRequested;
}
