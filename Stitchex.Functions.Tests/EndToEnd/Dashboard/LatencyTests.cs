using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.Playwright;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>How soon events were stored and delivered: by hour, by resource, of one event, and in a file.</summary>
public sealed class LatencyTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task LatencyOfAnEvent_IsInTheCharts_InTheTable_InTheFile_AndOnItsPage()
    {
        Stack.Simulator.Create("invoice");
        var row = Assert.Single(await SettledAsync(1));
        Assert.InRange(row.GetInt32("StoredAfterMilliseconds")!.Value, 0, int.MaxValue);

        // How long it took just now depends on what else the machine does.
        var deliveredAt = row.GetDateTimeOffset("ReceivedAt")!.Value.AddSeconds(2);
        var known = new TableEntity(row.PartitionKey, row.RowKey)
        {
            ["StoredAfterMilliseconds"] = 36,
            ["Attempts"] = AttemptHistory.Empty.With(deliveredAt, "Handled", 200, null).ToString(),
        };
        await Events.UpdateEntityAsync(known, ETag.All);
        await OpenAsync();
        await Button("Show outcomes and latency").ClickAsync();

        await Assertions.Expect(Chart("stored", "36 ms").Locator(".median")).ToHaveCountAsync(1);
        await Assertions.Expect(Chart("delivered", "2.0 s").Locator(".p95")).ToHaveCountAsync(1);
        await Assertions.Expect(Rows("Outcomes by resource").Locator("td"))
            .ToHaveTextAsync(["invoices", "1", "0", "0", "0", "36 ms", "36 ms", "2.0 s", "2.0 s"]);

        await GoAsync("#/events");
        var download = await Page.RunAndWaitForDownloadAsync(() => Button("Export JSON").ClickAsync());
        var exported = (await JsonNode.ParseAsync(await download.CreateReadStreamAsync()))!["events"]![0]!;
        Assert.Equal((36, 2000), ((int)exported["storedAfterMilliseconds"]!, (int)exported["deliveredAfterMilliseconds"]!));

        await Rows("Events, newest first").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(Fact("Stored after")).ToHaveTextAsync("Stored after36 ms");
        await Assertions.Expect(Fact("Delivered after")).ToHaveTextAsync("Delivered after2.0 s");
    }

    private ILocator Chart(string kind, string p95) => Page.GetByRole(
        AriaRole.Img, new() { Name = $"Chart of how soon events were {kind}, by hour. In the slowest hour, 95 of 100 within {p95}." });

    private ILocator Fact(string name) => Page.Locator(".facts > div", new() { HasText = name });
}
