using System.Collections.Specialized;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>An app with stored events, and what it responds operators.</summary>
public abstract class OperatorTest(AzuriteFixture azurite) : OperationsTest(azurite)
{
    /// <summary>Gets what shows events.</summary>
    internal EventOperations Events => App.Services.GetRequiredService<EventOperations>();

    /// <summary>Reads a query as the worker does.</summary>
    internal static NameValueCollection Query(string query) => HttpUtility.ParseQueryString(query);

    /// <summary>A request's body.</summary>
    internal static Stream Body(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    /// <summary>The response's JSON, after a look at its status.</summary>
    internal static JsonNode Json(OperatorResponse response, HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.Equal((status, Encoding.UTF8.GetString(response.Body.Span)), (response.Status, Encoding.UTF8.GetString(response.Body.Span)));
        return JsonNode.Parse(response.Body.Span)!;
    }

    /// <summary>The detail of a response that is a problem of a status.</summary>
    internal static string Problem(OperatorResponse response, HttpStatusCode status)
    {
        var problem = Json(response, status);
        Assert.StartsWith("application/problem+json", response.ContentType, StringComparison.Ordinal);
        Assert.Equal((int)status, (int)problem["status"]!);
        Assert.NotEmpty((string)problem["title"]!);
        return (string)problem["detail"]!;
    }

    /// <summary>The ids of a page's events.</summary>
    internal static IEnumerable<string> Ids(JsonNode page) => page["events"]!.AsArray().Select(item => (string)item!["id"]!);

    /// <summary>Lists events.</summary>
    internal async Task<JsonNode> ListAsync(string query = "") => Json(await Events.ListAsync(Query(query), CancellationToken.None));

    /// <summary>Lists events page by page, until there is no next one.</summary>
    internal async Task<IReadOnlyList<string[]>> ListAllAsync(string query)
    {
        List<string[]> pages = [];
        string? token = null;
        do
        {
            var page = await ListAsync($"{query}&pageToken={token}");
            pages.Add([.. Ids(page)]);
            token = (string?)page["nextPageToken"];
        }
        while (token is not null);
        return pages;
    }

    /// <summary>Stores an event that was dead-lettered.</summary>
    internal async Task<StitchexEventId> StoreDeadLetteredAsync(
        EventOutcome outcome = EventOutcome.RetriesExhausted, Action<TableEntity>? change = null)
    {
        var id = await StoreAsync(EventState.DeadLettered, outcome, change);
        await WriteEntryAsync(id, "dead-lettered");
        return id;
    }
}
