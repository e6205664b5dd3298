using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What was stored of a record is erased, wherever it is, and does not come back by itself.</summary>
public sealed class ErasureCases(AzuriteFixture azurite) : ErasureCase(azurite)
{
    [Fact]
    public async Task Case77_NothingOfTheRecordIsLeft_WhateverBecameOfItsEvents_HoweverOftenTheJobIsCutOff()
    {
        var other = await DeliverOtherAsync();
        var id = await DeliverInEachStateAsync();
        await DeliverAsync(Encoding.UTF8.GetBytes($$"""{"other":{{other}},"organisation_id":{{id}},"paid":{{id}}.50}"""));
        var finding = new Finding { Kind = FindingKind.Older, Resource = "invoice", RecordId = id, Event = await AnyIdAsync(id) };
        await App.Services.GetRequiredService<FindingRows>().WriteAsync("a-job", [finding], CancellationToken.None);
        var rows = (await App.EventRowsAsync()).Where(row => row.GetString("RecordId") == id);
        var hashes = rows.Select(row => row.RowKey.Split('.')[^1]).ToList();
        Assert.Contains(await StorageText.ReadAsync(App.Account.ConnectionString), text => text.Contains(Person, StringComparison.Ordinal));
        var others = await TextsOfAsync(other);

        var counted = await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter","dryRun":true}""");
        Assert.True(counted["error"] is null, $"{counted["error"]}");
        Assert.Equal((6, 2, 1, 3), CountsOf(counted));
        Assert.Equal(6, hashes.Count + 1);
        Faults.Add("PUT stitchex-records", StorageFault.ResponseIsLost, times: 1);
        Faults.Add("DELETE StitchexEventIndex", StorageFault.Fails, times: 5);
        Faults.Add("PATCH StitchexEvents(PartitionKey='control'", StorageFault.Fails, times: 5);
        var job = await EraseAsync($$"""{"records":["Invoice/{{id}}","invoice/unknown"],"reason":"letter"}""");

        Assert.Equal(("Completed", 2, 2, null), ((string)job["status"]!, (int)job["matched"]!, (int)job["done"]!, (string?)job["error"]));
        var left = await StorageText.ReadAsync(App.Account.ConnectionString);
        Assert.DoesNotContain(left, text => text.Contains(Person, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(left, text => hashes.Any(hash => text.Contains(hash, StringComparison.Ordinal)));
        Assert.Equal(others, await TextsOfAsync(other));
        var record = (await App.RecordRowsAsync()).Single(row => row.PartitionKey == $"invoice.{id}");
        Assert.True(record.ContainsKey("Version") && Number(record, "ChangeCount") > 0);
        Assert.Equal(("", "", ""), (record.GetString("Hash"), record.GetString("Numbers"), record.GetString("LeaseOwner")));
        Assert.Equal(("erased", true), (record.GetString("PendingHash"), record.GetString("PendingVersion").Length > 0));
        Assert.Equal("""{"erased":true}""", await ArchivedAsync("unknown"));
        var erasure = OperatorTest.Json(await Erasures.ListAsync([], CancellationToken.None))["erasures"]!.AsArray()
            .Single(it => (string)it!["recordId"]! == id)!;
        Assert.Equal(("invoice", "letter", "somebody"), ((string)erasure["resource"]!, (string)erasure["reason"]!, (string)erasure["by"]!));

        // Erasing it again is harmless, and what comes later is a record like any other.
        job = await EraseAsync($$"""{"records":["invoice/{{id}}","invoice/a b"],"reason":"letter"}""");
        Assert.Equal((0, 0, 0, 0), CountsOf(job));
        Assert.StartsWith("invoice.~c8687a08aa5d6ed2044328fa6a697ab8: no event says its id any more", (string)job["error"]!, StringComparison.Ordinal);
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await DeliverAsync(Update(id, "later"));
        await ProcessAsync();
        Assert.Equal("later", await ArchivedAsync(id));
    }

    [Fact]
    public async Task Case78_AttemptThatStalledInTheFetch_BringsNothingBack_NorDoesAMessageOfBefore()
    {
        var id = CreatePersonal().Id;
        await DeliverAsync(Unversioned(id));
        var message = Assert.Single(await TakeAsync());
        var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Method = "GET", Count = 1 });
        var stalled = Task.Run(() => App.ProcessAsync(message));
        await held.Met.WaitAsync(Eventually.Deadline);

        var request = $$"""{"records":["invoice/{{id}}"],"reason":"letter"}""";
        var response = await Erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None);
        Assert.Contains($"invoice.{id}: an event, update, is ", OperatorTest.Problem(response, HttpStatusCode.Conflict), StringComparison.Ordinal);

        await using var other = await ReceiverApp.StartAgainAsync(
            App,
            SimulatedStitchex.SettingsFor(Stitchex),
            services => services.AddSingleton<TimeProvider>(Time).AddSingleton(Journal).AddRecordHandler<RecordingHandler>());
        Faults.Add("StitchexEvents(", StorageFault.Fails);
        Time.Advance(TimeSpan.FromMinutes(4));
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(4));
        await other.ProcessAsync(message);
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        Time.Advance(TimeSpan.FromMinutes(2));
        await other.ProcessAllAsync();
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.NotNull(await ArchivedAsync(id));
        var erasures = other.Services.GetRequiredService<ErasureOperations>();
        OperatorTest.Json(await erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted);
        await other.RunJobsAsync();

        Faults.Clear();
        held.End();

        // It may end with an exception, as storage was away: the host brings the message again.
        await Record.ExceptionAsync(() => stalled);
        await App.ProcessAsync(message);
        await LaterAsync(TimeSpan.FromMinutes(15));

        await AssertForgottenAsync();
    }

    [Fact]
    public async Task Case79_RecordThatStaysForgotten_IsNotKept_WhateverTellsOfIt_UntilItIsErasedWithoutThat()
    {
        var change = CreatePersonal();
        await DeliverAsync(change);
        await ProcessAsync();
        await EraseAsync($$"""{"records":["invoice/{{change.Id}}"],"reason":"letter","stayForgotten":true}""");

        // This instance has asked lately whether any record is to stay forgotten.
        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await TakeAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(change));
        await ProcessAsync();
        await AssertForgottenAsync();
        Faults.Clear();
        var response = await App.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        Assert.Equal((HttpStatusCode.OK, "forgotten"), (response.Status, (string)JsonNode.Parse(response.Body.Span)!["status"]!));
        Assert.DoesNotContain(Faults.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        var known = new ForgottenRecords(App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Ingress), Time);
        var asked = Enumerable.Range(0, 2).Select(_ => known.ContainsAsync($"invoice.{change.Id}", CancellationToken.None).AsTask());
        Assert.All(await Task.WhenAll(asked), Assert.True);
        var redelivery = App.Services.GetRequiredService<RedeliveryOperations>();
        var redelivered = await redelivery.RedeliverRecordAsync("invoice", change.Id, OperatorTest.Body("{}"), CancellationToken.None);
        OperatorTest.Problem(redelivered, HttpStatusCode.NotFound);
        var backfills = App.Services.GetRequiredService<BackfillOperations>();
        var backfill = await backfills.StartAsync(OperatorTest.Body("""{"resources":["invoice"]}"""), CancellationToken.None);
        OperatorTest.Json(backfill, HttpStatusCode.Accepted);
        var reconciliations = App.Services.GetRequiredService<ReconcileOperations>();
        var reconciled = await reconciliations.StartAsync(OperatorTest.Body("""{"resources":["invoice"],"deliver":true}"""), CancellationToken.None);
        OperatorTest.Json(reconciled, HttpStatusCode.Accepted);
        await App.RunJobsAsync();
        var listing = (await App.Services.GetRequiredService<JobRows>().ListAsync(CancellationToken.None)).Where(job => job.Lists is not null);
        Assert.All(listing, job => Assert.Equal((JobStatus.Completed, 0, 0), (job.Status, job.Matched, job.Done)));
        await ProcessAsync();
        await AssertForgottenAsync();

        var none = await Erasures.StartAsync(OperatorTest.Body("""{"records":["invoice/~none"],"reason":"letter"}"""), CancellationToken.None);
        OperatorTest.Problem(none, HttpStatusCode.BadRequest);
        await EraseAsync($$"""{"records":["invoice/{{change.Id}}"],"reason":"a mistake"}""");
        await DeliverAsync(change);
        await ProcessAsync();
        Assert.Contains(Person, await ArchivedAsync(change.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case80_DeletionOfWhatSomeHandlersHave_ReachesAll_ThoughTheRecordWasErasedInBetween()
    {
        var change = CreatePersonal();
        await DeliverAsync(change);
        await ProcessAsync();
        var deletion = Stitchex.Delete("invoice", change.Id);
        await DeliverAsync(deletion);
        await ProcessAsync();
        await LaterAsync(TimeSpan.FromMinutes(20), step: TimeSpan.FromMinutes(10));
        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":{{change.Id}},"notes":"restored"}"""), announce: false);
        Journal.Behaviour = (_, _) => throw new RejectRecordException("it is not known");
        await DeliverAsync(Unversioned(change.Id));
        await LaterAsync(TimeSpan.FromMinutes(2));
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        Assert.Equal("restored", await ArchivedAsync(change.Id));

        await EraseAsync($$"""{"records":["invoice/{{change.Id}}"],"reason":"letter"}""");
        Stitchex.Delete("invoice", change.Id, announce: false);
        await DeliverAsync(deletion);
        await ProcessAsync();

        Assert.Equal("Completed/Deleted", await OnlyEventAsync());
        Assert.Contains("\"deleted\":true", await ArchivedAsync(change.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case81_WebhookAfterAnErasureThatIsCutOff_IsDelivered_AndWhatALaterLeaseWroteIsErased()
    {
        var change = CreatePersonal();
        await DeliverAsync(change);
        await ProcessAsync();

        // As after the table, and not the blobs, was restored from a backup.
        var blob = App.Records.GetBlobClient(BlobRecordArchive.NameOf("invoice", change.Id));
        await blob.SetMetadataAsync(new Dictionary<string, string> { ["fencingtoken"] = "99" });
        var request = $$"""{"records":["invoice/{{change.Id}}"],"reason":"letter"}""";
        OperatorTest.Json(await Erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted);
        Faults.Add("DELETE StitchexEventIndex", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.RunJobsAsync(pages: 1));
        Faults.Clear();
        Assert.Equal("""{"erased":true}""", await ArchivedAsync(change.Id));

        await AdvanceAsync(TimeSpan.FromMinutes(4));
        await DeliverAsync(Unversioned(change.Id));
        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Contains(Person, await ArchivedAsync(change.Id), StringComparison.Ordinal);
        await RunJobsAsync();
        await AssertForgottenAsync();
    }
}
