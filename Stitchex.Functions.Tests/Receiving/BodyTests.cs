using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Receiving;

/// <summary>What becomes of bodies that are no events, too large, or odd.</summary>
public sealed class BodyTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("not_an_event.json")]
    [InlineData("not_json.txt")]
    public async Task WhatIsNoEvent_Returns400_AndRememberedOnce(string fixture)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        var body = FixtureFiles.Read(fixture);

        var first = await app.ReceiveAsync(body);
        await app.ReceiveAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (first.Status, first.ContentType));
        var rejected = Assert.Single(await app.IndexEntriesAsync("quarantine"));
        Assert.Equal(("body", body.Length, KeyPart.Hash(body)), (rejected.GetString("Kind"), rejected.GetInt32("Length"), rejected.RowKey));
        Assert.Empty(await app.EventRowsAsync());
        Assert.Empty(await app.PeekAsync());
    }

    [Fact]
    public async Task BodyOver4MiB_Returns413_AndRemembered()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        var response = await app.ReceiveAsync(Padded(WebhookReceiver.MaxBodyLength + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.Status);
        Assert.Equal(WebhookReceiver.MaxBodyLength + 1, Assert.Single(await app.IndexEntriesAsync("quarantine")).GetInt32("Length"));
    }

    [Fact]
    public async Task Rejection_IsRespondedEvenIfItCannotBeRemembered()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        app.Faults.Add("StitchexEventIndex", StorageFault.Fails);

        Assert.Equal(HttpStatusCode.BadRequest, (await app.ReceiveAsync("{}")).Status);
    }

    [Theory]
    [InlineData(WebhookReceiver.MaxBodyLength, false)]
    [InlineData(EventBody.MaxLength, true)]
    [InlineData(100_000, true)]
    public async Task LargeBody_IsAccepted_AndKeptUpTo512KiB(int length, bool isKept)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        var body = Padded(length);

        var response = await app.ReceiveAsync(body);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        var row = await app.OnlyEventRowAsync();
        Assert.Equal(length, row.GetInt32("BodyLength"));
        Assert.Equal(isKept ? KeyPart.Hash(body) : null, EventBody.Read(row) is { } kept ? KeyPart.Hash(kept.Span) : null);
    }

    [Theory]
    [InlineData("""{"event":"\u0000\ud800 /#?\\_\u0001","id":"\u0000\ufffe'"}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"0001-01-01T00:00:00Z"}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"9999-12-31T23:59:59Z"}}""")]
    public async Task OddEvent_IsStored(string body)
    {
        await using var app = await ReceiverApp.StartAsync(azurite);

        Assert.Equal(HttpStatusCode.Accepted, (await app.ReceiveAsync(body)).Status);
        await app.OnlyEventRowAsync();
    }

    private static byte[] Padded(int length)
    {
        var start = """{"event":"invoice_update","invoice":{"id":7,"note":"""u8;
        var body = new byte[length];
        new Random(1).NextBytes(body);
        for (var i = 0; i < length; i++)
        {
            body[i] = (byte)('a' + (body[i] % 26));
        }

        start.CopyTo(body);
        body[start.Length] = (byte)'"';
        "\"}}"u8.CopyTo(body.AsSpan(length - 3));
        return body;
    }
}
