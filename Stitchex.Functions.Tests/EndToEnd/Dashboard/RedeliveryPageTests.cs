using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Records that did not change are delivered again: one, or all of a resource; and one is erased.</summary>
public sealed class RedeliveryPageTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task Record_IsRedeliveredToOneHandler()
    {
        var product = Stack.Simulator.Create("product");
        await SettledAsync(1);
        await OpenAsync($"#/records/product/{product.Id}");

        await Button("Redeliver…").ClickAsync();
        var dialog = Dialog("Redeliver this record?");
        await Assertions.Expect(dialog.GetByLabel("To").Locator("option"))
            .ToHaveTextAsync(["all handlers", "BlobRecordArchive", "RejectingHandler"]);
        await dialog.GetByLabel("To").SelectOptionAsync("BlobRecordArchive");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Redeliver" }).ClickAsync();

        await Assertions.Expect(Heading($"product {product.Id} redeliver")).ToBeVisibleAsync();
        await SettledAsync(2);
        await Page.Locator("#refresh").ClickAsync();
        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed · Handled");
        await Assertions.Expect(Page.Locator(".facts").First).ToContainTextAsync("Stitchex.Functions.Records.BlobRecordArchive");
    }

    [ChromiumFact]
    public async Task Record_IsErasedForAReason()
    {
        var product = Stack.Simulator.Create("product");
        await SettledAsync(1);
        await OpenAsync($"#/records/product/{product.Id}");

        await Button("Erase…").ClickAsync();
        await Dialog("Erase this record?").GetByLabel("Later webhooks").SelectOptionAsync("forget");
        await Dialog("Erase this record?").GetByRole(AriaRole.Button, new() { Name = "Count first" }).ClickAsync();
        await Assertions.Expect(Dialog("Why is it erased?")).ToContainTextAsync("1 event,");
        await Dialog("Why is it erased?").GetByLabel("Reason").FillAsync("letter");
        await Dialog("Why is it erased?").GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();

        await Assertions.Expect(Page.Locator("#job-words")).ToContainTextAsync("1 of 1 record done");
        await Assertions.Expect(Page.Locator(".facts").First).ToContainTextAsync("1 event,");
        Assert.Empty(await SettledAsync(0));
    }

    [ChromiumFact]
    public async Task RecordsOfAResource_AreCounted_Confirmed_AndRedelivered()
    {
        var product = Stack.Simulator.Create("product");
        await SettledAsync(1);
        await OpenAsync("#/jobs");
        await Link("Redeliver many").ClickAsync();
        await Page.GetByLabel("Resource").FillAsync("product");
        await Page.GetByLabel("Handler").FillAsync("Nobody");
        await Button("Count them first").ClickAsync();
        await Assertions.Expect(Page.Locator("#bulk-result"))
            .ToContainTextAsync("handler is none of product's: BlobRecordArchive, RejectingHandler.");

        await Page.GetByLabel("Handler").FillAsync("");
        await Button("Count them first").ClickAsync();
        await Button("Redeliver 1 record…").ClickAsync();
        await Button("Redeliver 1 record").ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("The job has ended: completed, 1 record queued.");
        var row = Assert.Single(await SettledAsync(2), row => row.GetString("RedeliverTo") == "*");
        Assert.Equal(("Completed", product.Id), (row.GetString("State"), row.GetString("RecordId")));
    }
}
