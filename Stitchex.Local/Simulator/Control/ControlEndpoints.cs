using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Lets a person with curl do to the simulator what a test does in process.</summary>
internal static class ControlEndpoints
{
    public const string Path = "/control";

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var control = routes.MapGroup(Path);
        control.MapGet("", Help);
        control.MapGet("/stats", Statistics);
        control.MapRecordControl();
        control.MapFaultControl();
        control.MapApiControl();
        control.MapWebhookControl();
    }

    private static ContentHttpResult Help() => TypedResults.Text(ControlHelp.Text, "text/plain; charset=utf-8");

    private static JsonHttpResult<SimulatorStatistics> Statistics(
        RecordStore records,
        WebhookSender webhooks,
        TokenStore tokens,
        RequestLog requests) =>
        TypedResults.Json(
            new SimulatorStatistics(
                records.All().Count(history => !history[^1].IsDeleted),
                webhooks.Statistics.Counts,
                webhooks.Statistics.Lost,
                tokens.Counts,
                requests.Counts),
            ControlJson.Default.SimulatorStatistics);
}
