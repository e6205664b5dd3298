using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Quarantine;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Quarantine;

public sealed class QuarantineTests(AzuriteFixture azurite) : JobTest(azurite)
{
    private QuarantineOperations Quarantine => App.Services.GetRequiredService<QuarantineOperations>();

    [Fact]
    public async Task Body_IsShown_WithWhatIsNoUtf8Replaced()
    {
        await App.ReceiveAsync([.. "<script>"u8, 0xff, .. "ä"u8]);
        var listed = Assert.Single(Json(await Quarantine.ListAsync(Query(""), CancellationToken.None))["quarantined"]!.AsArray())!;

        var shown = Json(await Quarantine.GetAsync((string)listed["key"]!, CancellationToken.None));

        Assert.Equal(("body", 11), ((string)listed["kind"]!, (int)listed["length"]!));
        Assert.NotEmpty((string)listed["reason"]!);
        Assert.Equal("<script>\uFFFDä", (string)shown["content"]!["text"]!);
        Assert.False((bool)shown["content"]!["isTruncated"]!);
    }

    [Fact]
    public async Task LongBody_IsCut()
    {
        await App.ReceiveAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ä", 100_000)) + "x"));

        var shown = Json(await Quarantine.GetAsync(await OnlyKeyAsync(), CancellationToken.None));

        Assert.True((bool)shown["content"]!["isTruncated"]!);
        Assert.Equal(new string('ä', 24 * 1024), (string)shown["content"]!["text"]!);
    }

    [Fact]
    public async Task Pages_TogetherGiveEachOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 130).Select(i => App.ReceiveAsync($"no event {i}")));

        var first = Json(await Quarantine.ListAsync(Query(""), CancellationToken.None));
        var second = Json(await Quarantine.ListAsync(Query($"pageToken={first["nextPageToken"]}"), CancellationToken.None));

        Assert.Equal(130, first["quarantined"]!.AsArray().Concat(second["quarantined"]!.AsArray()).Select(item => (string)item!["key"]!).Distinct().Count());
        Assert.Null((string?)second["nextPageToken"]);
    }

    [Fact]
    public async Task TokenOfAnotherQuestion_IsRefused()
    {
        await StoreAsync(EventState.Received);
        var token = (string)(await ListAsync("pageSize=1"))["nextPageToken"]!;

        Problem(await Quarantine.ListAsync(Query($"pageToken={token}"), CancellationToken.None), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Message_IsReplayed()
    {
        await App.Queue.SendMessageAsync("""{"v":99}""");
        await App.ProcessAllAsync();

        Json(await Quarantine.ReplayAsync(await OnlyKeyAsync(), CancellationToken.None), HttpStatusCode.Accepted);

        Assert.Equal("""{"v":99}""", (await App.Queue.PeekMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task Body_IsNotReplayed()
    {
        await App.ReceiveAsync("no event");

        Problem(await Quarantine.ReplayAsync(await OnlyKeyAsync(), CancellationToken.None), HttpStatusCode.Conflict);

        Assert.Null((await App.Queue.PeekMessageAsync()).Value);
    }

    [Fact]
    public async Task BodyThatIsAnEventToday_IsReceived_AndRemoved()
    {
        var key = await QuarantineAsync("""{"event":"invoice_update","invoice":{"id":7}}""", "an earlier version could not read it");

        var shown = Json(await Quarantine.GetAsync(key, CancellationToken.None));
        var replay = Json(await Quarantine.ReplayAsync(key, CancellationToken.None), HttpStatusCode.Accepted);

        Assert.StartsWith("invoice.7.update.", (string)replay["eventId"]!, StringComparison.Ordinal);
        Assert.Equal((string)shown["eventId"]!, (string)replay["eventId"]!);
        var row = await App.OnlyEventRowAsync();
        Assert.Equal(("invoice.7", "Received"), (row.PartitionKey, row.GetString("State")));
        Assert.Equal((string)replay["eventId"]!, Assert.Single(await App.PeekAsync()).Id);
        Assert.Empty(await App.IndexEntriesAsync("quarantine"));
    }

    [Fact]
    public async Task DeletionThatNobodyVerifies_IsNotReplayed_ForItMayBeOlderThanItsRecord()
    {
        var key = await QuarantineAsync("""{"event":"invoice_delete","invoice":{"id":7}}""", "an earlier version could not read it");
        await using var trusting = await ReceiverApp.StartAgainAsync(App, new() { ["Stitchex:Processing:VerifyDeletes"] = "false" });

        var replay = await trusting.Services.GetRequiredService<QuarantineOperations>().ReplayAsync(key, CancellationToken.None);

        Assert.Contains("Redeliver the record", Problem(replay, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Empty(await App.EventRowsAsync());
        Assert.Equal(key, await OnlyKeyAsync());
        Json(await Quarantine.ReplayAsync(key, CancellationToken.None), HttpStatusCode.Accepted);
        Assert.Equal("delete", (await App.OnlyEventRowAsync()).GetString("Action"));
    }

    [Fact]
    public async Task ItemsOfAReason_AreReplayedByAJob_WhichSaysWhatBecameOfThem()
    {
        await QuarantineAsync("""{"event":"invoice_update","invoice":{"id":7}}""", "odd");
        await QuarantineAsync("""{"event":"invoice_update","invoice":{"id":8}}""", "odd");
        await QuarantineAsync("no event", "odd");
        var other = await QuarantineAsync("""{"event":"invoice_update","invoice":{"id":9}}""", "another");

        var job = await RunAsync("""{"kind":"replayQuarantined","reason":"odd","ratePerMinute":20}""");

        Assert.Equal(("Completed", 3, 2), NumbersOf(job));
        Assert.Equal(["invoice.7", "invoice.8"], (await App.EventRowsAsync()).Select(row => row.PartitionKey).Order());
        Assert.Equal(2, (await App.IndexEntriesAsync("quarantine")).Count);
        Assert.Contains(other, (await App.IndexEntriesAsync("quarantine")).Select(item => item.RowKey));
        Assert.Equal(2, (int)Json(await Jobs.GetOutcomeAsync((string)job["id"]!, CancellationToken.None))["of"]!);
    }

    [Fact]
    public async Task NamedItems_AreRemovedByAJob()
    {
        var keys = new[] { await QuarantineAsync("one", "odd"), await QuarantineAsync("two", "odd") };
        var kept = await QuarantineAsync("three", "odd");

        var job = await RunAsync($$"""{"kind":"removeQuarantined","ids":["{{keys[0]}}","{{keys[1]}}"]}""");

        Assert.Equal(("Completed", 2, 2), NumbersOf(job));
        Assert.Equal(kept, Assert.Single(await App.IndexEntriesAsync("quarantine")).RowKey);
    }

    [Fact]
    public async Task ItemThatCameAfterTheJobWasStarted_IsNotRemoved_ForNobodyCountedIt()
    {
        await QuarantineAsync("one", "odd");
        var id = await StartAsync("""{"kind":"removeQuarantined","reason":"odd"}""");
        var later = await QuarantineAsync("two", "odd", TimeSpan.FromMinutes(1));

        await App.RunJobsAsync();

        Assert.Equal(("Completed", 1, 1), NumbersOf(await GetAsync(id)));
        Assert.Equal(later, Assert.Single(await App.IndexEntriesAsync("quarantine")).RowKey);
    }

    [Fact]
    public async Task WhatAPersonHasSeen_IsRemoved()
    {
        await App.ReceiveAsync("no event");
        var key = await OnlyKeyAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await Quarantine.RemoveAsync(key, CancellationToken.None)).Status);

        Assert.Empty(await App.IndexEntriesAsync("quarantine"));
        Problem(await Quarantine.RemoveAsync(key, CancellationToken.None), HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("' or PartitionKey ne 'x")]
    public async Task KeyThatIsNotThere_IsNotFound(string key)
    {
        Problem(await Quarantine.GetAsync(key, CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Quarantine.ReplayAsync(key, CancellationToken.None), HttpStatusCode.NotFound);
        Problem(await Quarantine.RemoveAsync(key, CancellationToken.None), HttpStatusCode.NotFound);
    }

    // A minute ago unless a test says otherwise: no clock is so far from another.
    private async Task<string> QuarantineAsync(string body, string reason, TimeSpan? fromNow = null)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var item = new QuarantinedItem(QuarantinedItem.BodyKind, reason, content, TimeProvider.System.GetUtcNow() + (fromNow ?? TimeSpan.FromMinutes(-1)));
        await App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Index.QuarantineAsync(item, CancellationToken.None);
        return KeyPart.Hash(content);
    }

    private async Task<string> OnlyKeyAsync() => Assert.Single(await App.IndexEntriesAsync("quarantine")).RowKey;
}
