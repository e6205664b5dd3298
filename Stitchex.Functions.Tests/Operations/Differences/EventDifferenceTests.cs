using System.Net;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Differences;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Differences;

public sealed class EventDifferenceTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task SnapshotAndArchivedRecord_AreCompared()
    {
        var id = await ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z","total":1.50}}""");
        await ArchiveAsync("""{"total":2.00,"updated_at":"2026-11-02T03:00:05Z","id":7}"""u8.ToArray());

        var report = Json(await GetAsync(id));

        Assert.Equal(("2026-11-02T03:00:00Z", "2026-11-02T03:00:05Z", false), ((string)report["snapshotVersion"]!, (string)report["recordVersion"]!, (bool)report["isTruncated"]!));
        Assert.Equal(
            ["same {", "same   \"id\": 7,", "removed   \"total\": 1.50,", "removed   \"updated_at\": \"2026-11-02T03:00:00Z\"", "added   \"total\": 2.00,", "added   \"updated_at\": \"2026-11-02T03:00:05Z\"", "same }"],
            report["lines"]!.AsArray().Select(line => $"{line!["kind"]} {line["text"]}"));
    }

    [Fact]
    public async Task RecordThatIsNotArchived_IsNotFound() => Assert.Contains(
        "archived", Problem(await GetAsync(await ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""")), HttpStatusCode.NotFound), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"event":"invoice_update","invoice":7}""")]
    [InlineData("""{"event":"invoice_update"}""")]
    public async Task EventWithoutASnapshot_IsNotFound(string body) =>
        Assert.Contains("snapshot", Problem(await GetAsync(await ReceiveAsync(body)), HttpStatusCode.NotFound), StringComparison.Ordinal);

    [Fact]
    public async Task RecordThatIsTooLarge_IsNotCompared()
    {
        var id = await ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""");
        await ArchiveAsync(new byte[(8 * 1024 * 1024) + 1]);

        Assert.Contains("invoice/7.json", Problem(await GetAsync(id), HttpStatusCode.Conflict), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventThatIsNotThere_IsNotFound() => Problem(await GetAsync("invoice.7.update.0123456789abcdef0123456789abcdef"), HttpStatusCode.NotFound);

    private Task<OperatorResponse> GetAsync(string id) => App.Services.GetRequiredService<DifferenceOperations>().GetAsync(id, CancellationToken.None);

    private async Task<string> ReceiveAsync(string body)
    {
        await App.ReceiveAsync(body);
        var row = await App.OnlyEventRowAsync();
        return $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
    }

    private Task ArchiveAsync(byte[] content) => App.Records.GetBlobClient("invoice/7.json").UploadAsync(
        BinaryData.FromBytes(content), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["version"] = "2026-11-02T03:00:05.0000000+00:00" } });
}
