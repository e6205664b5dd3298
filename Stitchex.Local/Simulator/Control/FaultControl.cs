using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Sets up faults, lists and ends them.</summary>
internal static class FaultControl
{
    public static void MapFaultControl(this IEndpointRouteBuilder control)
    {
        control.MapGet("/faults", List);
        control.MapPost("/faults", PostAsync);
        control.MapDelete("/faults", Clear);
        control.MapDelete("/faults/{id:int}", End);
    }

    private static JsonHttpResult<IReadOnlyList<FaultSummary>> List(FaultInjector faults) =>
        TypedResults.Json([.. faults.Active.Select(FaultSummary.From)], ControlJson.Default.IReadOnlyListFaultSummary);

    private static async Task<JsonHttpResult<FaultSummary>> PostAsync(
        HttpRequest request,
        FaultInjector faults,
        CancellationToken cancellationToken)
    {
        var fault = faults.Add(await ControlBody.ReadAsync(request, ControlJson.Default.FaultRule, cancellationToken));
        return TypedResults.Json(FaultSummary.From(fault), ControlJson.Default.FaultSummary, statusCode: StatusCodes.Status201Created);
    }

    private static NoContent Clear(FaultInjector faults)
    {
        faults.Clear();
        return TypedResults.NoContent();
    }

    private static Results<NoContent, NotFound> End(int id, FaultInjector faults)
    {
        if (faults.Active.FirstOrDefault(fault => fault.Id == id) is not { } found)
        {
            return TypedResults.NotFound();
        }

        found.End();
        return TypedResults.NoContent();
    }
}
