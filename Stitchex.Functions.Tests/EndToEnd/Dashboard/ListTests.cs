using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using CsvHelper;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What is made of a whole list: a file, and groups.</summary>
public sealed class ListTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task List_IsExportedWithItsFilter_AndGrouped()
    {
        // The page shows times in its zone, and what only looks like one as it came.
        const string Reason = "Kein Kunde, \"Ä\", 0000-00-00 00:00:00Z";
        const string Formula = "=HYPERLINK(1)";
        await PostAsync($$$"""{"event":"invoice_update","invoice":{"id":"{{{Formula}}}"}}""");
        foreach (var _ in Enumerable.Range(0, 2))
        {
            Stack.Simulator.Create("credit_note", content => content[DashboardApp.RejectedFor] = Reason);
        }

        await SettledAsync(3);
        await OpenAsync("#/events?resource=invoice");
        await Assertions.Expect(Page.GetByText("Filter: Invoices of the last 30 days")).ToBeVisibleAsync();
        var invoice = Assert.Single(await ExportAsync());
        Assert.Equal($"'{Formula}", invoice["recordId"]);
        var row = await Events.QueryAsync<TableEntity>("Resource eq 'invoice'").SingleAsync();
        Assert.Equal($"{row.GetInt32("StoredAfterMilliseconds")!.Value}", invoice["storedAfterMilliseconds"]);

        await GoAsync("#/events?state=DeadLettered");
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(2);
        var events = await ExportAsync();
        Assert.Equal(2, events.Count);
        Assert.All(events, row => Assert.Equal($"RejectingHandler rejected the record: {Reason}", row["error"]));
        await Assertions.Expect(Page.Locator("#exported")).ToHaveTextAsync("In the file: all 2 events that match.");

        var (name, attempts, error) = (await WidthOfAsync("Event"), await WidthOfAsync("Attempts"), await WidthOfAsync("Error"));
        Assert.True(name > attempts && error > 2 * attempts, $"Event {name}, Attempts {attempts}, Error {error} pixels");

        await Link("Group by error").ClickAsync();
        await Assertions.Expect(Rows("Events by error")).ToContainTextAsync("Kein Kunde");
        await Link("Group by record").ClickAsync();
        await Assertions.Expect(Rows("Events by record")).ToHaveCountAsync(2);

        await Page.SetViewportSizeAsync(390, 800);
        await GoAsync("#/events?state=DeadLettered&resource=credit_note&from=2026-11-01");
        await Assertions.Expect(Page.GetByText("Dead-lettered credit notes since 1 Nov 2026")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByLabel("State")).ToBeHiddenAsync();
    }

    [ChromiumFact]
    public async Task ListThatIsTooLong_IsCut_AndSaysSo()
    {
        const string Event = """
            {"id":"invoice.1.update.0123456789abcdef0123456789abcdef","resource":"invoice","recordId":"1","action":"update",
            "state":"Completed","outcome":"Handled","receivedAt":"2026-11-02T03:00:00Z","nextAttemptAt":null,"attempts":1,"error":null,"resolvedAt":null}
            """;
        await Page.RouteAsync(
            new Regex("/operations/events\\?"),
            route => route.FulfillAsync(new()
            {
                ContentType = "application/json",
                Body = $$"""{"events":[{{string.Join(',', Enumerable.Repeat(Event, 100))}}],"nextPageToken":"more"}""",
            }));
        await OpenAsync("#/events");

        Assert.Equal(1_000, (await ExportAsync()).Count);

        await Assertions.Expect(Page.Locator("#exported"))
            .ToContainTextAsync("In the file: the newest 1,000 events; older ones are left out.");
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Export JSON").ClickAsync());
        var exported = (await JsonNode.ParseAsync(await download.CreateReadStreamAsync()))!;
        Assert.Equal((1_000, true), (exported["events"]!.AsArray().Count, (bool)exported["isCut"]!));
    }

    private async Task<float> WidthOfAsync(string column) => (await Page.Locator($"td[data-label={column}]").First.BoundingBoxAsync())!.Width;

    /// <summary>Exports the list, and reads the file as any program would.</summary>
    private async Task<IReadOnlyList<Dictionary<string, string>>> ExportAsync()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Export CSV").ClickAsync());
        using var text = new StreamReader(await download.CreateReadStreamAsync(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        await csv.ReadAsync();
        csv.ReadHeader();
        List<Dictionary<string, string>> rows = [];
        while (await csv.ReadAsync())
        {
            rows.Add(csv.HeaderRecord!.ToDictionary(name => name, name => csv.GetField(name)!));
        }

        return rows;
    }
}
