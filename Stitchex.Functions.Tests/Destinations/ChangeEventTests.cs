using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NJsonSchema;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class ChangeEventTests
{
    private static readonly RecordChange Change = new()
    {
        ChangeId = "invoice.7@3-0123456789ab",
        Resource = "invoice",
        RecordId = "7",
        Action = "update",
        Record = """{"id":7,"total":"12.50"}"""u8.ToArray(),
        Version = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero),
        FencingToken = 12,
        FencingEpoch = "e1",
        EventId = "invoice.7.update.0",
    };

    private readonly ChangeEvent _events = new(
        Options.Create(new StitchexApiOptions { OrganisationId = 9579 }),
        new BlobRecordArchive(
            new BlobContainerClient("UseDevelopmentStorage=true", "stitchex-records"), NullLogger<BlobRecordArchive>.Instance));

    [Fact]
    public void Event_SaysWhatChanged() => Assert.Equal(
        """
        {"specversion":"1.0","id":"invoice.7@3-0123456789ab","source":"urn:stitchex:organisation:9579","type":"com.stitchex.invoice.updated","subject":"invoice/7","time":"2026-11-24T12:00:00Z","sequence":"0000000000000000012","sequenceepoch":"e1","partitionkey":"invoice/7","datacontenttype":"application/json","data":{"id":7,"total":"12.50"}}
        """,
        Encoding.UTF8.GetString(Create(Change).Body.Span));

    [Theory]
    [InlineData(true, false, "com.stitchex.invoice.created")]
    [InlineData(false, false, "com.stitchex.invoice.updated")]
    [InlineData(true, true, "com.stitchex.invoice.deleted")]
    public void Type_IsTheKindOfChange(bool isFirst, bool isDeleted, string type) =>
        Assert.Equal(type, Create(Change with { IsFirst = isFirst, IsDeleted = isDeleted }).Type);

    [Theory]
    [InlineData("""{ "id" : 7,  "price": 1.10, "name": "caf\u00e9 \ud83d\ude00 <b>&'\/" }""")]
    [InlineData("{\"id\":7,\n\t\"name\":\"é😀\u2028\",\"n\":1e2,\"n\":-0.0}")]
    public async Task Record_IsThereByteForByte(string record)
    {
        var body = Create(Change with { Record = Encoding.UTF8.GetBytes(record) }).Body;

        Assert.EndsWith($"\"data\":{record}}}", Encoding.UTF8.GetString(body.Span), StringComparison.Ordinal);
        await AssertConformsAsync(body);
    }

    [Fact]
    public async Task LargeRecord_IsThereByteForByte()
    {
        var record = Encoding.UTF8.GetBytes($$"""{"id":7,"notes":"{{new string('x', 5 * 1024 * 1024)}}"}""");

        var body = Create(Change with { Record = record }).Body;

        Assert.True(body.Span.IndexOf(record) > 0);
        await AssertConformsAsync(body);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("../x?y#z")]
    [InlineData("\ud800")]
    public async Task HostileId_IsHashed_AsInTheArchive(string id)
    {
        var made = Create(Change with { RecordId = id, Resource = "Größe" });

        Assert.Equal(BlobRecordArchive.NameOf("Größe", id), made.Subject + ".json");
        await AssertConformsAsync(made.Body);
    }

    [Fact]
    public async Task Deletion_HasNoData()
    {
        var made = JsonNode.Parse(Create(Change with { IsDeleted = true, Record = default, Version = null }).Body.Span)!;

        Assert.Equal("com.stitchex.invoice.deleted", (string)made["type"]!);
        Assert.Null(made["data"]);
        Assert.Null(made["dataref"]);
        await AssertConformsAsync(JsonSerializer.SerializeToUtf8Bytes(made));
    }

    [Theory]
    [InlineData(DestinationContent.Record, 320)]
    [InlineData(DestinationContent.Reference, int.MaxValue)]
    public async Task Reference_IsTheArchivesBlob_AndTheVersion(DestinationContent content, int maxBytes)
    {
        var body = _events.Create(Change, content, maxBytes).Body;
        var made = JsonNode.Parse(body.Span)!;

        Assert.Null(made["data"]);
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1/stitchex-records/invoice/7.json", (string)made["dataref"]!);
        Assert.Equal("2026-11-24T12:00:00Z", (string)made["time"]!);
        await AssertConformsAsync(body);
    }

    [Fact]
    public void LargestEvent_IsWhole_AndOneByteMoreIsAReference()
    {
        var whole = Create(Change).Body.Length;

        Assert.Contains("data\":{", Encoding.UTF8.GetString(_events.Create(Change, DestinationContent.Record, whole).Body.Span), StringComparison.Ordinal);
        Assert.Contains("dataref", Encoding.UTF8.GetString(_events.Create(Change, DestinationContent.Record, whole - 1).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void AccessToTheArchive_IsNotGivenAway()
    {
        var events = new ChangeEvent(
            Options.Create(new StitchexApiOptions { OrganisationId = 9579 }),
            new BlobRecordArchive(
                new BlobContainerClient(new Uri("https://a.blob.core.windows.net/stitchex-records?sv=1&sig=s3cret")), NullLogger<BlobRecordArchive>.Instance));

        Assert.DoesNotContain("s3cret", Encoding.UTF8.GetString(events.Create(Change, DestinationContent.Reference, 9999).Body.Span), StringComparison.Ordinal);
    }

    private OutgoingEvent Create(RecordChange change) => _events.Create(change, DestinationContent.Record, int.MaxValue);

    private static async Task AssertConformsAsync(ReadOnlyMemory<byte> body)
    {
        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(RepositoryFiles.Root, "Stitchex.Functions.Tests", "Destinations", "cloudevents.schema.json"));

        Assert.Empty(schema.Validate(Encoding.UTF8.GetString(body.Span)));
    }
}
