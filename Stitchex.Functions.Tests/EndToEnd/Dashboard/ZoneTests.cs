using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>All times of a page are in one zone, which it names. The browser's is Europe/Berlin.</summary>
public sealed class ZoneTests(DashboardApp app) : DashboardTest(app)
{
    // Before and after the clock is put back from three to two.
    private const string EventsOfAnAutumnNight = """
        {"events":[
          {"id":"invoice.2.update.2","resource":"invoice","recordId":"2","numbers":[],"action":"update",
           "state":"Completed","outcome":"Handled","receivedAt":"2026-10-25T01:30:00Z","attempts":1},
          {"id":"invoice.1.update.1","resource":"invoice","recordId":"1","numbers":[],"action":"update",
           "state":"Completed","outcome":"Handled","receivedAt":"2026-10-25T00:30:00Z","attempts":1}
        ],"nextPageToken":null}
        """;

    [ChromiumFact]
    public async Task Times_AreInTheNamedZone_TheHourThatComesTwiceIsToldApart_AndUtcIsKept()
    {
        Stack.Simulator.Create("product");
        await SettledAsync(1);
        await OpenAsync("#/");
        var zone = Page.GetByLabel("times in");
        await Assertions.Expect(zone).ToHaveValueAsync("Europe/Berlin");
        await Assertions.Expect(Page.GetByText("received; most at")).ToContainTextAsync("(Europe/Berlin)");
        Assert.Contains(Addresses, address => address.EndsWith("/plot?theme=light&zone=Europe%2FBerlin", StringComparison.Ordinal));

        await Page.RouteAsync("**/operations/events*", route => route.FulfillAsync(new() { Body = EventsOfAnAutumnNight }));
        await GoAsync("#/events");
        var rows = Rows("Events, newest first");
        await Assertions.Expect(rows).ToContainTextAsync([new Regex("25 Oct( 2026)?, 02:30:00 GMT\\+1"), new Regex("25 Oct( 2026)?, 02:30:00 GMT\\+2")]);

        await zone.SelectOptionAsync("UTC");
        await Assertions.Expect(rows).ToContainTextAsync([", 01:30:00", ", 00:30:00"]);
        await Assertions.Expect(rows.First).Not.ToContainTextAsync("GMT");
        await Page.ReloadAsync();
        await Assertions.Expect(rows).ToContainTextAsync([", 01:30:00", ", 00:30:00"]);

        await GoAsync("#/");
        await Assertions.Expect(Page.GetByText("received; most at")).ToContainTextAsync("(UTC)");
        await Page.GetByText("The same in numbers").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Columnheader, new() { Name = "Hour (UTC)" })).ToBeVisibleAsync();
        Assert.Contains(Addresses, address => address.EndsWith("/plot?theme=light&zone=UTC", StringComparison.Ordinal));
    }
}
