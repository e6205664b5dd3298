using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Details;

/// <summary>
/// Says of an event what its row alone does not: what became of it at each handler, when it is tried again, and where its trace is.
/// </summary>
internal sealed class EventExplainer(EventTransitions transitions, HandlerNames names, IConfiguration configuration)
{
    private const string ResourceId = "APPLICATIONINSIGHTS_RESOURCE_ID";

    /// <summary>When an event is tried again; null when it is not retried.</summary>
    public RetryPlan? RetryOf(EventRow row) => transitions.Plan(row);

    /// <summary>
    /// What became of an event at each handler, in the order in which they are called; those last that are no longer registered.
    /// </summary>
    public IReadOnlyList<HandlerStatus> HandlersOf(EventRow row)
    {
        var results = HandlerResult.Parse(row.HandlerResults).ToDictionary(result => result.Handler);
        var registered = names.Of(row.Resource);
        return
        [
            .. registered.Select(handler => From(
                row, handler.ShownAs, results.GetValueOrDefault(handler.Name), row.OnlyHandler is { } only && only != handler.Name)),
            .. results.Values.Where(result => registered.All(handler => handler.Name != result.Handler))
                .Select(result => From(row, result.Handler, result, isForOther: false)),
        ];
    }

    /// <summary>The page of Azure Monitor that shows the trace of an event's last attempt; null where it is not known.</summary>
    public string? TraceUrlOf(EventRow row)
    {
        if (row.TraceId is not { } trace || configuration[ResourceId] is not { Length: > 0 } resource)
        {
            return null;
        }

        // As the portal's own "copy link to query" writes it.
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(
                $"union requests, dependencies, traces, exceptions | where operation_Id == '{trace}' | order by timestamp asc"));
        }

        var query = Uri.EscapeDataString(Convert.ToBase64String(packed.ToArray()));
        return "https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade/resourceId/"
            + $"{Uri.EscapeDataString(resource)}/source/LogsBlade.AnalyticsShareLinkToQuery/q/{query}/timespan/P30D";
    }

    private static HandlerStatus From(EventRow row, string name, HandlerResult? result, bool isForOther)
    {
        var isDone = row.State is EventState.Completed or EventState.Confirming;
        var state = result?.State switch
        {
            { } called => called,
            _ => isDone || isForOther || row.IsFinal ? HandlerState.Skipped : HandlerState.Waiting,
        };
        return new HandlerStatus(name, state, result?.At, result?.Milliseconds, result?.Error);
    }
}
