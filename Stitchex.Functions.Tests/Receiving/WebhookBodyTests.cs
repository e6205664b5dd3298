using System.Text;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Tests.Receiving;

public sealed class WebhookBodyTests
{
    private static readonly ResourceCatalogue Catalogue = new(Options.Create(new StitchexOptions()));

    [Theory]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7}}""", "invoice.7.update")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":"7"}}""", "invoice.7.update")]
    [InlineData("""{"invoice":{"id":7},"event":"invoice_update"}""", "invoice.7.update")]
    [InlineData("""{"event":"invoice_update","invoice":7}""", "invoice.7.update")]
    [InlineData("""{"event":"invoice_update","invoice":"INV-7"}""", "invoice.INV-7.update")]
    [InlineData("""{"event":"invoice_update","invoice_id":7}""", "invoice.7.update")]
    [InlineData("""{"event":"invoice_update","id":7}""", "invoice.7.update")]
    [InlineData("""{"event":"invoice_update","document":{"id":7},"sent":{"by":"x"}}""", "invoice.7.update")]
    [InlineData("""{"event":"receiving_ticket_delete","delivery":{"id":7}}""", "receiving_ticket.7.delete")]
    [InlineData("""{"event":"receiving_ticket_delete","delivery":7,"other":{"id":8}}""", "receiving_ticket.7.delete")]
    [InlineData("""{"event":"receiving_ticket_update","receiving_ticket":{"id":1},"delivery":{"id":7}}""", "receiving_ticket.1.update")]
    [InlineData("""{"event":"Invoice_Update","invoice":{"id":7}}""", "invoice.7.update")]
    [InlineData("""{"event":"season_changed","season":{"id":7}}""", "season.7.changed")]
    [InlineData("""{"event":"ping","id":7}""", "ping.7.unknown")]
    public void RecordId_IsFoundWhereverItStands(string json, string id) => Assert.StartsWith(id + ".", Parse(json).Id.ToString());

    [Theory]
    [InlineData("""{"event":"invoice_update","invoice":{"id":1,"id":7}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":1},"invoice":{"id":7}}""")]
    [InlineData("""{"event":"invoice_update","sent":{"by":"x"},"invoice":{"id":1},"invoice":{"id":7}}""")]
    [InlineData("""{"event":"invoice_update","sent":{"id":1},"invoice":{"id":7}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{},"document":{"id":7}}""")]
    [InlineData("""{"event":"invoice_update","document":{"id":7},"invoice":{}}""")]
    [InlineData("""{"event":"credit_note_update","event":"invoice_update","invoice":{"id":7}}""")]
    [InlineData("""{"\u0065vent":"invoice_update","invo\u0069ce":{"\u0069d":7}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"lines":[[[{"id":8,"x":{"id":9}}]]],"total":1e400,"note":"\ud800\u0000"}}""")]
    public void OfDuplicateKeysTheLastWins_AndTheRestIsPassedOver(string json) => Assert.StartsWith("invoice.7.update.", Parse(json).Id.ToString());

    [Theory]
    [InlineData("""{"event":"invoice_update"}""")]
    [InlineData("""{"event":"invoice_update","invoice":null}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":null}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":""}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":{"id":7}}}""")]
    [InlineData("""{"event":"invoice_update","invoice":[{"id":7}]}""")]
    [InlineData("""{"event":"invoice_update","a":{"id":7},"b":{"id":8}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{},"a":{"id":7},"b":{"id":8}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7},"invoice":{}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":".."}}""")]
    public void NoRecordId_IsNone(string json)
    {
        var received = Parse(json);

        Assert.Null(received.RecordId);
        Assert.StartsWith("invoice.~none.update.", received.Id.ToString());
    }

    [Theory]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("-7", "-7")]
    [InlineData("\"A_b-9\"", "A_b-9")]
    [InlineData("\"a.b\"", "~ada9d16b1e50f2ca2d9d3cf8c0bb4f8b")]
    [InlineData("\"a/b\"", "~c14cddc033f64b9dea80ea675cf280a0")]
    [InlineData("1e400", "1e400")]
    public void RecordId_IsAKeyPart_OrItsHash(string id, string expected)
    {
        var received = Parse($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}}}}""");

        Assert.Equal(id.Trim('"'), received.RecordId);
        Assert.True(received.Id.RecordKey == expected || (expected[0] == '~' && received.Id.RecordKey is ['~', ..] and { Length: 33 }), received.Id.RecordKey);
    }

    [Theory]
    [InlineData("7.0")]
    [InlineData("70e-1")]
    public void RecordIdWrittenWithAFraction_IsTheSameId(string id) =>
        Assert.Equal("7", Parse($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}}}}""").RecordId);

    [Fact]
    public void LongRecordId_IsHashedAndKept()
    {
        var id = new string('7', 65);

        var received = Parse($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}}}}""");

        Assert.Equal(id, received.RecordId);
        Assert.Matches("^~[0-9a-f]{32}$", received.Id.RecordKey);
    }

    [Theory]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z"}}""", true)]
    [InlineData("""{"event":"invoice_update","invoice_id":7,"invoice":{"updated_at":"2026-11-02T03:00:00Z"}}""", true)]
    [InlineData("""{"event":"receiving_ticket_update","delivery":{"id":7,"updated_at":"2026-11-02T03:00:00Z"}}""", true)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"\u0032026-11-02T03:00:00Z"}}""", true)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z, or any other time at which somebody may have changed it"}}""", false)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":null}}""", false)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":""}}""", false)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"updated_at":{"at":1}}}""", false)]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7},"updated_at":"2026-11-02T03:00:00Z"}""", false)]
    [InlineData("""{"event":"invoice_update","invoice":7}""", false)]
    public void Body_IsVersionedByItsRecordsOwnTime(string json, bool isVersioned) => Assert.Equal(isVersioned, Parse(json).IsVersioned);

    [Fact]
    public void Record_IsTheObjectByteForByte()
    {
        var received = Parse("""{ "event": "invoice_update", "invoice" : { "id": 7, "total" : "54.0" } }""");

        Assert.Equal("""{ "id": 7, "total" : "54.0" }""", Encoding.UTF8.GetString(received.Record.Span));
    }

    [Fact]
    public void ByteOrderMark_IsPassedOver_AndCountsInTheHash()
    {
        const string Json = """{"event":"invoice_update","invoice":{"id":7,"organisation_id":9579}}""";

        var received = Parse([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Json)]);

        Assert.Equal("9579", received.OrganisationId);
        Assert.Equal("""{"id":7,"organisation_id":9579}""", Encoding.UTF8.GetString(received.Record.Span));
        Assert.NotEqual(Parse(Json).Id, received.Id);
    }

    [Fact]
    public void Document_MayBeDeep()
    {
        var deep = new string('[', 1_000_000) + new string(']', 1_000_000);

        var received = Parse($$$"""{"event":"invoice_update","x":{{{deep}}},"invoice":{"id":7}}""");

        Assert.Equal("7", received.RecordId);
    }

    [Fact]
    public void Document_MayHaveManyKeys()
    {
        var keys = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $$"""  "k{{i}}":{"id":{{i}}}"""));

        var received = Parse($$$"""{"event":"invoice_update",{{{keys}}},"invoice":{"id":7}}""");

        Assert.Equal("7", received.RecordId);
    }

    [Fact]
    public void BytesThatAreNotUtf8_ArePassedOver()
    {
        byte[] body = [.. """{"event":"invoice_update","invoice":{"id":7,"note":"""u8, (byte)'"', 0xFF, 0xFE, (byte)'"', .. "}}"u8];

        Assert.Equal("7", Parse(body).RecordId);
    }

    [Fact]
    public void OddName_IsKeptAndHashed()
    {
        var received = Parse("""{"event":"über \ud800/#_up date","id":7}""");

        Assert.Matches(@"^~[0-9a-f]{32}\.7\.~[0-9a-f]{32}\.[0-9a-f]{32}$", received.Id.ToString());
        Assert.DoesNotContain(received.Name, char.IsSurrogate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("\"event\"")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"hello":"secret"}""")]
    [InlineData("""{"event":""}""")]
    [InlineData("""{"event":null}""")]
    [InlineData("""{"event":7}""")]
    [InlineData("""{"event":{"a":"invoice_update"}}""")]
    [InlineData("""{"event":"secret" """)]
    [InlineData("""{"event":"secret"}}""")]
    [InlineData("""{"event":"secret"} secret""")]
    [InlineData("event=secret&id=1")]
    public void WhatIsNoEvent_IsRefusedWithAReason_ThatRepeatsNothing(string body)
    {
        Assert.False(WebhookBody.TryParse(Encoding.UTF8.GetBytes(body), Catalogue, out _, out var rejection));
        Assert.NotEmpty(rejection.Text);
        Assert.DoesNotContain("secret", rejection.Text, StringComparison.Ordinal);
    }

    private static StitchexEvent Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    private static StitchexEvent Parse(byte[] body)
    {
        Assert.True(WebhookBody.TryParse(body, Catalogue, out var received, out var rejection), rejection?.Text);
        return received;
    }
}
