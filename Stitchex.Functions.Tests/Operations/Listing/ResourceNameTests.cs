using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Listing;

/// <summary>Names with capital letters beyond ASCII: they are stored as they were sent, and found wherever they are looked for.</summary>
public sealed class ResourceNameTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private const string Event = """{"event":"Über_Änderung","id":7}""";

    [Theory]
    [InlineData("resource=Über")]
    [InlineData("resource=ÜBER")]
    [InlineData("action=Änderung")]
    [InlineData("action=ÄNDERUNG")]
    [InlineData("resource=Über&recordId=7&action=Änderung")]
    public async Task Filter_FindsIt(string query)
    {
        await App.ReceiveAsync(Event);

        Assert.Single(Ids(await ListAsync(query)));
    }

    [Theory]
    [InlineData("Über")]
    [InlineData("ÜBER")]
    public async Task HistoryOfTheRecord_FindsIt(string resource)
    {
        await App.ReceiveAsync(Event);

        Assert.Single(Ids(Json(await Events.GetRecordAsync(resource, "7", Query(""), CancellationToken.None))));
    }

    [Fact]
    public async Task Job_FindsIt()
    {
        await App.ReceiveAsync(Event);
        await App.Queue.ClearMessagesAsync();
        var row = await App.OnlyEventRowAsync();
        var deadLettered = new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = "DeadLettered", ["Outcome"] = "RetriesExhausted" };
        await App.Events.UpdateEntityAsync(deadLettered, row.ETag);
        var indexEntry = Assert.Single(await App.IndexEntriesAsync());
        await App.EventIndex.AddEntityAsync(
            new TableEntity("dead-lettered", indexEntry.RowKey) { ["Resource"] = indexEntry.GetString("Resource") });

        var jobs = App.Services.GetRequiredService<JobOperations>();
        await jobs.StartAsync(Body("""{"kind":"replay","state":"DeadLettered","resource":"ÜBER"}"""), CancellationToken.None);
        await App.RunJobsAsync();

        Assert.Single(await App.PeekAsync());
    }

    [Theory]
    [InlineData("Über_Änderung", "Über", "Änderung", true)]
    [InlineData("ÜBER_*", "Über", "x", true)]
    [InlineData("INVOICE_UPDATE", "invoice", "update", true)]
    [InlineData("über_*", "Über", "x", false)]
    public void IgnoredEvents_AreLoweredLikeTheStoredName(string pattern, string resource, string action, bool isIgnored)
    {
        var options = new StitchexOptions();
        options.IgnoredEvents.Add(pattern);

        Assert.Equal(isIgnored, new IgnoredEvents(Options.Create(options)).Contains(resource, action));
    }

    [Theory]
    [InlineData("ÜBER", "Über", true)]
    [InlineData("INVOICE", "invoice", true)]
    [InlineData("über", "Über", false)]
    public void ResourcesOfAHandler_AreLoweredLikeTheStoredName(string wanted, string resource, bool wants) =>
        Assert.Equal(wants, new RecordHandlerRegistration(typeof(RecordingHandler), [wanted]).Wants(resource));
}
