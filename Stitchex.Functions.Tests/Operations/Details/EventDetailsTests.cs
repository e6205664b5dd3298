using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Details;

public sealed class EventDetailsTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task DeadLetteredEvent_IsTold_FromItsReceiptToItsResolution()
    {
        var id = await StoreDeadLetteredAsync(EventOutcome.Rejected, row =>
        {
            var received = TimeProvider.System.GetUtcNow();
            row["Attempts"] = AttemptHistory.Empty
                .With(received.AddMinutes(1), "Retrying", 503, "The API failed (503).")
                .With(received.AddMinutes(2), "Rejected", 200, "no")
                .ToString();
            row["Attempt"] = 2;
            row["Error"] = "no";
        });
        await AdvanceAsync(TimeSpan.FromMinutes(3));
        Json(await Events.ResolveAsync($"{id}", Body("""{"note":"entered by hand"}"""), CancellationToken.None));

        var shown = await GetAsync(id);

        Assert.Equal(
            ["received null Received as invoice_update.", "attempt 503 Retrying: The API failed (503).", "attempt 200 Rejected: no", "outcome null Rejected: no", "resolved null entered by hand"],
            shown["timeline"]!.AsArray().Select(entry => $"{entry!["kind"]} {entry["status"]?.ToString() ?? "null"} {entry["detail"]}"));
        Assert.Equal(("DeadLettered", "Rejected", 2, "entered by hand"), ((string)shown["state"]!, (string)shown["outcome"]!, (int)shown["attempts"]!, (string)shown["resolvedNote"]!));
    }

    [Fact]
    public async Task WaitingEvent_TellsOfItsNextAttempt()
    {
        var next = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddHours(6).ToUnixTimeSeconds());
        var id = await StoreAsync(EventState.Retrying, change: row => row["NextAttemptAt"] = next);

        var last = (await GetAsync(id))["timeline"]!.AsArray()[^1]!;

        Assert.Equal(("waiting", $"{next:yyyy-MM-dd'T'HH:mm:ss}Z"), ((string)last["kind"]!, (string)last["at"]!));
    }

    [Theory]
    [InlineData(true, "the attempt that is under way")]
    [InlineData(false, "an attempt at another of its events")]
    public async Task Case83_EventWhoseRecordIsReserved_TellsWhatItWaitsFor(bool isItsOwn, string holder)
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddMinutes(3).ToUnixTimeSeconds());
        var id = await StoreAsync(EventState.Received, change: row => row["StartedAt"] = isItsOwn ? TimeProvider.System.GetUtcNow() : new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await App.Events.AddEntityAsync(new TableEntity(id.PartitionKey, "record") { ["LeaseOwner"] = "somebody", ["LeaseExpiresAt"] = until });

        var last = (await GetAsync(id))["timeline"]!.AsArray()[^1]!;

        Assert.Equal(("waiting", $"{until:yyyy-MM-dd'T'HH:mm:ss}Z"), ((string)last["kind"]!, (string)last["at"]!));
        Assert.Contains(holder, (string)last["detail"]!, StringComparison.Ordinal);
        Assert.Contains("killed", (string)last["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_IsIndented_WithNumbersAsTheyWereSent()
    {
        var id = await ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7,"total":1.50,"big":12345678901234567890,"name":"Ärmel <script>"}}""");

        var body = (await GetAsync(id))["body"]!;

        Assert.Equal(
            """
            {
              "event": "invoice_update",
              "invoice": {
                "id": 7,
                "total": 1.50,
                "big": 12345678901234567890,
                "name": "Ärmel <script>"
              }
            }
            """.ReplaceLineEndings("\n"),
            (string)body["text"]!);
        Assert.False((bool)body["isTruncated"]!);
    }

    [Fact]
    public async Task LargeBody_IsCut_AtACharacter()
    {
        var id = await ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"a":"{{{new string('a', 100_001)}}}","b":"{{{string.Concat(Enumerable.Repeat("ä", 100_000))}}}"}}""");

        var body = (await GetAsync(id))["body"]!;

        Assert.True((bool)body["isTruncated"]!);
        Assert.InRange(Encoding.UTF8.GetByteCount((string)body["text"]!), (256 * 1024) - 1, 256 * 1024);
        Assert.EndsWith("ä", (string)body["text"]!, StringComparison.Ordinal);
        Assert.InRange((int)body["length"]!, 300_000, 301_000);
    }

    [Fact]
    public async Task ArraysThatIndentingWouldBlowUp_AreCut()
    {
        var nested = $"{new string('[', 50)}{string.Join(',', Enumerable.Repeat("0", 100_000))}{new string(']', 50)}";

        var body = (await GetAsync(await ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"a":{{{nested}}}}}""")))["body"]!;

        Assert.True((bool)body["isTruncated"]!);
    }

    [Theory]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"name":"\ud800"}}""")]
    [InlineData("""{"event":"invoice_update","invoice":{"id":7,"name":"\u0000\u202e"}}""")]
    public async Task BodyWithOddCharacters_IsShown(string sent) => Assert.Contains("invoice_update", (string)(await GetAsync(await ReceiveAsync(sent)))["body"]!["text"]!, StringComparison.Ordinal);

    [Fact]
    public async Task BodyThatIsTooLargeToKeep_IsExplained()
    {
        var shown = await GetAsync(await ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"a":"{{{new string('a', 600_000)}}}"}}"""));

        Assert.Null(shown["body"]);
        Assert.Contains("512 KiB", (string)shown["bodyNote"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_AreOfTheEvent_AndHoldNoKey()
    {
        var id = await ReceiveAsync("""{"event":"invoice_update","invoice":{"id":"A/B"}}""");

        var links = (await GetAsync(id))["links"]!;

        Assert.Equal($"/api/operations/events/{id}", (string)links["self"]!);
        Assert.Equal($"/api/operations/records/invoice/{id.RecordKey}", (string)links["record"]!);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("invoice.7.update.0123456789abcdef0123456789abcdef")]
    [InlineData("invoice.7'.update.0123456789abcdef0123456789abcdef")]
    [InlineData("../../secrets.7.update.0123456789abcdef0123456789abcdef")]
    [InlineData("\u202E💥")]
    public async Task EventThatIsNotThere_IsNotFound(string id)
    {
        Problem(await Events.GetAsync(id, CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Events.ReplayAsync(id, CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Events.ResolveAsync(id, Body("""{"note":"x"}"""), CancellationToken.None), HttpStatusCode.NotFound);
        Assert.Empty(await App.PeekAsync());
    }

    private async Task<JsonNode> GetAsync(StitchexEventId id) => Json(await Events.GetAsync($"{id}", CancellationToken.None));

    private async Task<StitchexEventId> ReceiveAsync(string body)
    {
        await App.ReceiveAsync(body);
        var row = await App.OnlyEventRowAsync();
        return Assert.IsType<StitchexEventId>(StitchexEventId.TryParseKeys(row.PartitionKey, row.RowKey, out var id) ? id : null);
    }
}
