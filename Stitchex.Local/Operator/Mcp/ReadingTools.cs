using System.ComponentModel;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Listing;

namespace Stitchex.Local.Operator.Mcp;

/// <summary>What an assistant can read of a deployment: what the operator API shows.</summary>
/// <param name="client">Asks the deployment.</param>
internal class ReadingTools(OperatorClient client)
{
    private const int MaxEvents = 25;
    private const string PageToken = "Where to go on: nextPageToken of the result before.";

    [McpServerTool(Name = "get_overview", ReadOnly = true, OpenWorld = false)]
    [Description(
        "What requires attention now: what cannot work (login rejected, the Stitchex API unavailable, processing paused, a destination "
        + "stopped) with since when, dead-lettered events by reason, events that wait, quarantined bodies, the queue. Begin here.")]
    public Task<string> GetOverviewAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, "overview", cancellationToken);

    [McpServerTool(Name = "search", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Finds records by a number that people know them by, such as INV-6251 or an order's number, or by their id, with or without the "
        + "resource; an event by its id; and otherwise events by what their error says. get_record then shows what became of a record.")]
    public Task<string> SearchAsync([Description("What to look for.")] string text, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, $"search?q={Uri.EscapeDataString(text)}", cancellationToken);

    [McpServerTool(Name = "list_events", ReadOnly = true, OpenWorld = false)]
    [Description(
        "Lists events, newest first. Without days, those of the last 30 days; all of one record's and of dead-lettered ones. "
        + "A page may be empty although nextPageToken leads to older events.")]
    public Task<string> ListEventsAsync(
        [Description("Only events in this state.")] ListedState? state = null,
        [Description("Only events with this outcome.")] EventOutcome? outcome = null,
        [Description("Only events of this resource, such as invoice or sales_order.")] string? resource = null,
        [Description("Only events of the record with this id in Stitchex, such as 330101. Give the resource as well.")] string? recordId = null,
        [Description("Only events with this action, such as create, update, delete or redeliver.")] string? action = null,
        [Description("Only events whose last error says this.")] string? error = null,
        [Description("Only events at which the handler or destination of this name failed.")] string? handler = null,
        [Description("Only events received on this UTC day (yyyy-MM-dd) or later.")] string? from = null,
        [Description("Only events received on this UTC day or earlier.")] string? to = null,
        [Description("How many at most, from 1 to 25.")] int max = 10,
        [Description(PageToken)] string? pageToken = null,
        CancellationToken cancellationToken = default)
    {
        var query = string.Concat(
            OperatorClient.Filter("state", state?.ToString()),
            OperatorClient.Filter("outcome", outcome?.ToString()),
            OperatorClient.Filter("resource", resource),
            OperatorClient.Filter("recordId", recordId),
            OperatorClient.Filter("action", action),
            OperatorClient.Filter("error", error),
            OperatorClient.Filter("handler", handler),
            OperatorClient.Filter("from", from),
            OperatorClient.Filter("to", to),
            OperatorClient.Filter("pageToken", pageToken));
        return AskAsync(HttpMethod.Get, $"events?pageSize={Math.Clamp(max, 1, MaxEvents)}{query}", cancellationToken);
    }

    [McpServerTool(Name = "get_event", ReadOnly = true, OpenWorld = false)]
    [Description("One event: its state, what happened to it and when (timeline), the error, its body, and what was delivered last of its record.")]
    public Task<string> GetEventAsync([Description("The event's id.")] string id, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, EventPath(id), cancellationToken);

    [McpServerTool(Name = "get_record", ReadOnly = true, OpenWorld = false)]
    [Description("What was delivered last of one record, and its newest events. list_events with resource and recordId goes through them all.")]
    public Task<string> GetRecordAsync(
        [Description("The resource, such as invoice or sales_order.")] string resource,
        [Description("The record's id in Stitchex, such as 330101.")] string recordId,
        CancellationToken cancellationToken) => AskAsync(
        HttpMethod.Get, $"records/{Uri.EscapeDataString(resource)}/{Uri.EscapeDataString(recordId)}", cancellationToken);

    [McpServerTool(Name = "list_destinations", ReadOnly = true, OpenWorld = false)]
    [Description("The systems that changes are sent to: whether each gets them, what waits for it, its last success and its last error.")]
    public Task<string> ListDestinationsAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, "destinations", cancellationToken);

    [McpServerTool(Name = "list_quarantined", ReadOnly = true, OpenWorld = false)]
    [Description("Bodies that came with a valid key and are not events, and messages that cannot be read, with what is wrong with each.")]
    public Task<string> ListQuarantinedAsync([Description(PageToken)] string? pageToken = null, CancellationToken cancellationToken = default) =>
        AskAsync(HttpMethod.Get, $"quarantine?{OperatorClient.Filter("pageToken", pageToken).TrimStart('&')}", cancellationToken);

    [McpServerTool(Name = "list_jobs", ReadOnly = true, OpenWorld = false)]
    [Description("The newest jobs, which replay, resolve or redeliver many: what each does, and how far it is.")]
    public Task<string> ListJobsAsync(CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, "jobs", cancellationToken);

    protected static string EventPath(string id) => $"events/{Uri.EscapeDataString(id)}";

    /// <summary>Asks the deployment. Why it rejects is for the assistant to read.</summary>
    protected async Task<string> AskAsync(HttpMethod method, string path, CancellationToken cancellationToken, object? body = null)
    {
        try
        {
            return BoundedJson.From(await client.AskAsync<JsonNode>(method, path, cancellationToken, body));
        }
        catch (OperatorException e)
        {
            throw new McpException(e.Message);
        }
    }
}
