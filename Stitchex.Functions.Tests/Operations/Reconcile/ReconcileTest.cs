using System.Net;
using System.Text.Json.Nodes;
using System.Web;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Tests.Operations.Backfill;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>An app, a simulated Stitchex, and reconciliations between the two.</summary>
public abstract class ReconcileTest(AzuriteFixture azurite) : BackfillTest(azurite)
{
    private protected const string All = """{"resources":["product","customer","payment"],"ratePerMinute":6000}""";
    private protected const string Customers = """{"resources":["customer"],"ratePerMinute":6000}""";

    private protected ReconcileOperations Reconciliations => App.Services.GetRequiredService<ReconcileOperations>();

    /// <summary>What differs, and how: "gone customer 7".</summary>
    private protected static string TextOf(JsonNode finding) => $"{finding["kind"]} {finding["resource"]} {finding["recordId"]}";

    /// <summary>Starts a reconciliation and gives its id.</summary>
    private protected async Task<string> StartReconcilingAsync(string request) => (string)OperatorTest.Json(
        await Reconciliations.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted)["id"]!;

    /// <summary>Does a reconciliation to its end.</summary>
    private protected async Task<string> ReconcileAsync(string request)
    {
        var id = await StartReconcilingAsync(request);
        await RunAsync();
        return id;
    }

    /// <summary>Has delivered what a reconciliation found, and does that to its end.</summary>
    private protected async Task DeliverAsync(string id, string request)
    {
        await AskToDeliverAsync(id, request);
        await RunAsync();
    }

    /// <summary>Has delivered what a reconciliation found, once somebody does the job's steps.</summary>
    private protected async Task AskToDeliverAsync(string id, string request) =>
        OperatorTest.Json(await Reconciliations.DeliverAsync(id, OperatorTest.Body(request), CancellationToken.None));

    /// <summary>What a reconciliation found.</summary>
    private protected async Task<List<JsonNode>> FindingsAsync(string id, string query = "pageSize=2")
    {
        List<JsonNode> findings = [];
        string? token = null;
        do
        {
            var parameters = HttpUtility.ParseQueryString(query);
            parameters["pageToken"] = token;
            var page = OperatorTest.Json(await Reconciliations.ListFindingsAsync(id, parameters, CancellationToken.None));
            findings.AddRange(page["findings"]!.AsArray().Select(finding => finding!));
            token = (string?)page["nextPageToken"];
        }
        while (token is not null);

        return findings;
    }

    /// <summary>Changes how far a reconciliation has come.</summary>
    private protected async Task ChangeStateAsync(string id, Func<JsonNode, string> change)
    {
        var row = (await App.Events.GetEntityAsync<TableEntity>("control", $"job.{id}")).Value;
        var changed = new TableEntity("control", row.RowKey) { ["Reconcile"] = change(JsonNode.Parse(row.GetString("Reconcile"))!) };
        await App.Events.UpdateEntityAsync(changed, row.ETag);
    }

    /// <summary>A list of one page.</summary>
    private protected static string ListOf(string plural, string items, int total) =>
        $$$"""{"{{{plural}}}":[{{{items}}}],"meta":{"next_page":null,"total_count":{{{total}}}}}""";

    /// <summary>Has a path respond with a body.</summary>
    private protected Fault Respond(string path, string body) =>
        Stitchex.Faults.Add(new FaultRule(FaultKind.Status, Path: path, Status: 200, Body: body));
}
