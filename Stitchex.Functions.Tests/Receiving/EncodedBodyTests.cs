using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Receiving;

/// <summary>Bodies that are compressed, or encoded in another way than UTF-8.</summary>
public sealed class EncodedBodyTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Json = """{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z"}}""";

    [Fact]
    public async Task GzipBody_IsAccepted_AndIsTheSameEventAsThePlainOne()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var packed = await app.ReceiveAsync(Gzip(Encoding.UTF8.GetBytes(Json)));
        var plain = await app.ReceiveAsync(Json);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (packed.Status, plain.Status));
        Assert.Equal(IdIn(packed), IdIn(plain));
        Assert.Equal("7", (await app.OnlyEventRowAsync()).GetString("RecordId"));
        Assert.Empty(await app.IndexEntriesAsync("quarantine"));
    }

    [Fact]
    public async Task GzipBodyThatUnpacksToMoreThan4MiB_IsTooLarge_AndIsNotUnpackedFurther()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        var bomb = Gzip(new byte[100 * 1024 * 1024]);

        var response = await app.ReceiveAsync(bomb);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.Status);
        Assert.Equal(bomb.Length, Assert.Single(await app.IndexEntriesAsync("quarantine")).GetInt32("Length"));
    }

    [Theory]
    [InlineData("BrokenGzip", "gzip")]
    [InlineData("GzipTwice", "gzip")]
    [InlineData("Utf16", "UTF-16")]
    [InlineData("Utf16BigEndian", "UTF-16")]
    [InlineData("Utf16WithoutMark", "UTF-16")]
    [InlineData("TwoMarks", "byte order mark")]
    public async Task BodyInAnotherEncoding_IsRefused_AndTheReasonNamesIt(string kind, string cause)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        var json = Encoding.UTF8.GetBytes(Json);
        byte[] body = kind switch
        {
            "BrokenGzip" => Gzip(json)[..^12],
            "GzipTwice" => Gzip(Gzip(json)),
            "Utf16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Json)],
            "Utf16BigEndian" => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Json)],
            "Utf16WithoutMark" => Encoding.Unicode.GetBytes(Json),
            _ => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.Preamble, .. json],
        };

        var response = await app.ReceiveAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.Status);
        Assert.Contains(cause, (string)JsonNode.Parse(response.Body.Span)!["detail"]!, StringComparison.Ordinal);
        Assert.Contains(cause, Assert.Single(await app.IndexEntriesAsync("quarantine")).GetString("Reason"), StringComparison.Ordinal);
    }

    private static string IdIn(WebhookResponse response) => (string)JsonNode.Parse(response.Body.Span)!["eventId"]!;

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
