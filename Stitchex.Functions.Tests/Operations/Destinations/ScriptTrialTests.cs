using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Destinations;

/// <summary>A script is tried on a stored event before it is deployed.</summary>
public sealed class ScriptTrialTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    private const string Endless = "change => { while (true) {} }";

    [Fact]
    public async Task Script_IsShownBesideWhatIsSentWithoutIt_AndNothingIsSentOrStored()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server,
            [
                .. Webhook("ledger", server.Address, ("Script", "change => null")),
                .. Webhook("deletions", server.Address, ("Actions:0", "deleted")),
                .. Webhook("products", server.Address, ("Resources:0", "product_*")),
                .. Webhook("plain", server.Address),
            ]);
        await ProcessAsync(app, Create("größe"));
        var sent = Assert.Single(server.Requests);
        var before = await StoredAsync(app);

        var trial = OperatorTest.Json(await TryAsync(app, "ledger", "change => ({ notes: change.data.notes, total: 1.10 })"));

        Assert.Equal((true, (string?)null), ((bool)trial["isChosen"]!, (string?)trial["error"]));
        Assert.True(JsonNode.DeepEquals(Untraced(JsonNode.Parse(sent.Body)), Untraced(TextOf(trial, "before"))), $"{trial}");
        var (asItIs, shaped) = (TextOf(trial, "before"), TextOf(trial, "after"));
        Assert.Equal("""{"notes":"größe","total":1.1}""", shaped["data"]!.ToJsonString(OperatorJson.Readable.Options));
        foreach (var attribute in asItIs.Select(pair => pair.Key).Except(["data"]))
        {
            Assert.Equal($"{asItIs[attribute]}", $"{shaped[attribute]}");
        }

        foreach (var (name, isChosen) in new[] { ("plain", true), ("deletions", false), ("products", false) })
        {
            var skipped = OperatorTest.Json(await TryAsync(app, name, "change => null"));
            Assert.Equal((isChosen, null, null), ((bool)skipped["isChosen"]!, skipped["after"], (string?)skipped["error"]));
        }

        Assert.Single(server.Requests);
        Assert.Equal(before, await StoredAsync(app));
    }

    [Fact]
    public async Task Faults_AreShownWithTheirPlace_AndNoFileIsRead()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());

        foreach (var (script, error) in new[]
        {
            ("change =>\n  change.data.lines.first", "its script failed at line 2, column 21: Cannot "),
            ("change => {", "its script failed at line 1, column "),
            ("change => undefined", "its script failed"),
            ("import fs from 'fs';\nexport default () => 1", "its script failed at line 1, column "),
            ("Handlers/flat.js", "its script failed"),
            (Endless, "its script failed"),
            ("change => 'x'.repeat(2e9)", "its script failed"),
        })
        {
            var trial = OperatorTest.Json(await TryAsync(app, "ledger", script));
            Assert.StartsWith(error, (string)trial["error"]!, StringComparison.Ordinal);
            Assert.Null(trial["after"]);
            Assert.NotNull(trial["before"]);
        }
    }

    [Fact]
    public async Task WhatCannotBeTried_IsRejected()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var change = Create();
        await ProcessAsync(app, change);

        Assert.Contains("ledger", OperatorTest.Problem(await TryAsync(app, "nobody", "change => 1"), HttpStatusCode.NotFound), StringComparison.Ordinal);
        OperatorTest.Problem(await TryAsync(app, "ledger", ""), HttpStatusCode.BadRequest);
        OperatorTest.Problem(await TryAsync(app, "ledger", new string('x', 64 * 1024)), HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("There is no such event.", OperatorTest.Problem(await TryAsync(app, "ledger", "change => 1", "nonsense"), HttpStatusCode.NotFound));

        var running = Task.Run(() => TryAsync(app, "ledger", Endless));
        await Eventually.HoldsAsync(async () =>
        {
            running = running.IsCompleted ? Task.Run(() => TryAsync(app, "ledger", Endless)) : running;
            return (await TryAsync(app, "ledger", "change => 1")).Status == HttpStatusCode.Conflict;
        });
        await running;

        var blob = app.Records.GetBlobClient($"invoice/{change.Id}.json");
        var metadata = (await blob.GetPropertiesAsync()).Value.Metadata;
        await blob.UploadAsync(BinaryData.FromBytes(new byte[(8 * 1024 * 1024) + 1]), new BlobUploadOptions { Metadata = metadata });
        Assert.Contains("8 MiB", OperatorTest.Problem(await TryAsync(app, "ledger", "change => 1"), HttpStatusCode.Conflict), StringComparison.Ordinal);
        await blob.DeleteAsync();
        Assert.Contains("not archived", OperatorTest.Problem(await TryAsync(app, "ledger", "change => 1"), HttpStatusCode.NotFound), StringComparison.Ordinal);
    }

    private static async Task<OperatorResponse> TryAsync(ReceiverApp app, string name, string script, string? eventId = null)
    {
        var row = await app.OnlyEventRowAsync();
        var body = new JsonObject { ["eventId"] = eventId ?? $"{row.PartitionKey}.{row.RowKey["event.".Length..]}", ["script"] = script };
        return await app.Services.GetRequiredService<DestinationOperations>()
            .TryScriptAsync(name, OperatorTest.Body(body.ToJsonString()), "key night", CancellationToken.None);
    }

    private static JsonObject TextOf(JsonNode trial, string side) => JsonNode.Parse((string)trial[side]!["text"]!)!.AsObject();

    private static JsonNode Untraced(JsonNode? made)
    {
        made!.AsObject().Remove("traceparent");
        return made;
    }

    private static async Task<IEnumerable<string>> StoredAsync(ReceiverApp app) =>
        (await app.Events.QueryAsync<Azure.Data.Tables.TableEntity>().ToListAsync()).Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}");
}
