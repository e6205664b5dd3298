using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Testing;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Records;

public sealed class BlobRecordArchiveTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset V1 = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeLogger<BlobRecordArchive> _logs = new();
    private readonly BlobContainerClient _container = new(azurite.NewAccount().ConnectionString, "stitchex-records");

    public Task InitializeAsync() => _container.CreateAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Record_IsKeptByteForByte_WithWhatItIs()
    {
        await ArchiveAsync(Change("""{ "id":7, "name":"\u00c5" }""", number: 1, fence: 3, V1));

        var (content, metadata) = await ReadAsync();
        Assert.Equal("""{ "id":7, "name":"\u00c5" }""", content);
        Assert.Equal(
            new Dictionary<string, string> { ["version"] = "2026-11-24T12:00:00.0000000+00:00", ["fencingtoken"] = "3", ["fencingepoch"] = "a", ["changeid"] = "invoice.7@1-x", ["deleted"] = "false" },
            metadata);
    }

    [Theory]
    [InlineData(2, 4, 1, true)]
    [InlineData(2, 4, 0, true)]
    [InlineData(2, 2, 1, false)]
    [InlineData(2, 1, 1, false)]
    [InlineData(2, 4, -1, false)]
    [InlineData(1, 4, 0, false)]
    [InlineData(2, 4, null, true)]
    public async Task NextChange_IsWritten_UnlessItIsLateOrTheSame(int number, int fence, int? hoursLater, bool isWritten)
    {
        await ArchiveAsync(Change("old", number: 1, fence: 3, V1));

        await ArchiveAsync(Change("new", number, fence, hoursLater is { } hours ? V1.AddHours(hours) : null));

        Assert.Equal(isWritten ? "new" : "old", (await ReadAsync()).Content);
        Assert.Equal(isWritten || number == 1 ? [] : ["ArchiveKeptNewer"], _logs.Collector.GetSnapshot().Select(log => log.Id.Name));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public async Task Case69_TokensThatStartAgain_TellNothing_AndAnOlderVersionIsLate(int hoursLater, bool isWritten)
    {
        await ArchiveAsync(Change("old", number: 9, fence: 40, V1));

        await ArchiveAsync(Change("new", number: 1, fence: 1, V1.AddHours(hoursLater)) with { FencingEpoch = "b" });

        Assert.Equal(isWritten ? "new" : "old", (await ReadAsync()).Content);
        Assert.Equal(isWritten ? 0 : 1, _logs.Collector.Count);
    }

    [Theory]
    [InlineData("7", """{"id":7,"deleted":true}""")]
    [InlineData("INV-7", """{"id":"INV-7","deleted":true}""")]
    [InlineData("007", """{"id":"007","deleted":true}""")]
    public async Task Deletion_LeavesATombstone(string recordId, string tombstone)
    {
        await ArchiveAsync(Change("old", number: 1, fence: 3, V1) with { RecordId = recordId });

        await ArchiveAsync(Change("", number: 2, fence: 4, version: null) with { RecordId = recordId, IsDeleted = true });

        var (content, metadata) = await ReadAsync(recordId);
        Assert.Equal((tombstone, "true"), (content, metadata["deleted"]));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(5, true)]
    public async Task ErasedRecord_DoesNotComeBackFromAnAttemptThatStalled_OnlyFromALaterOne(int fence, bool isWritten)
    {
        await ArchiveAsync(Change("old", number: 1, fence: 3, V1));
        var archive = new BlobRecordArchive(_container, _logs);

        await archive.EraseAsync("invoice.7", fencingToken: 4, "a", CancellationToken.None);
        await ArchiveAsync(Change("new", number: 2, fence, V1.AddHours(1)));

        Assert.Equal(isWritten ? "new" : """{"erased":true}""", (await ReadAsync()).Content);
        Assert.Equal(isWritten, await archive.ReadAsync("invoice", "7", CancellationToken.None) is not null);
    }

    [Fact]
    public async Task RecordThatWasErasedBeforeItsFirstVersionWasWritten_DoesNotComeFromAnAttemptThatStalled()
    {
        await new BlobRecordArchive(_container, _logs).EraseAsync("invoice.7", fencingToken: 2, "a", CancellationToken.None);

        await ArchiveAsync(Change("old", number: 1, fence: 1, V1));

        Assert.Equal("""{"erased":true}""", (await ReadAsync()).Content);
    }

    private static RecordChange Change(string content, int number, long fence, DateTimeOffset? version) => new()
    {
        ChangeId = $"invoice.7@{number}-x",
        Resource = "invoice",
        RecordId = "7",
        Action = "update",
        Record = Encoding.UTF8.GetBytes(content),
        Version = version,
        FencingToken = fence,
        FencingEpoch = "a",
        EventId = "event",
    };

    private Task ArchiveAsync(RecordChange change) => new BlobRecordArchive(_container, _logs).HandleAsync(change, CancellationToken.None);

    private async Task<(string Content, IDictionary<string, string> Metadata)> ReadAsync(string recordId = "7")
    {
        var download = (await _container.GetBlobClient(BlobRecordArchive.NameOf("invoice", recordId)).DownloadContentAsync()).Value;
        return (download.Content.ToString(), download.Details.Metadata);
    }
}
