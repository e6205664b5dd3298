using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What was stored of a record is erased, wherever it is, and does not come back by itself.</summary>
public sealed class ErasureCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string Person = "Roe";

    private ErasureOperations Erasures => App.Services.GetRequiredService<ErasureOperations>();

    [Fact]
    public async Task Case77_NothingOfTheRecordIsLeft_WhateverBecameOfItsEvents_HoweverOftenTheJobIsCutOff()
    {
        var other = await DeliverOtherAsync();
        var id = await DeliverInEachStateAsync();
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
        var erasure = OperatorTest.Json(await Erasures.ListAsync([], CancellationToken.None))["erasures"]!.AsArray()
            .Single(it => (string)it!["recordId"]! == id)!;
        Assert.Equal(("invoice", "letter", "somebody"), ((string)erasure["resource"]!, (string)erasure["reason"]!, (string)erasure["by"]!));

        // Erasing it again is harmless, and what comes later is a record like any other.
        job = await EraseAsync($$"""{"records":["invoice/{{id}}"],"reason":"letter"}""");
        Assert.Equal((0, 0, 0, 0), CountsOf(job));
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
        await other.ReceiveAsync(Unversioned(id));
        var erasures = other.Services.GetRequiredService<ErasureOperations>();
        OperatorTest.Json(await erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted);
        await other.RunJobsAsync();

        Faults.Clear();
        held.End();
        await stalled;
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
        await ProcessAsync();
        await AssertForgottenAsync();
        await AdvanceAsync(TimeSpan.FromSeconds(15));
        Faults.Clear();
        var response = await App.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        Assert.Equal((HttpStatusCode.OK, "forgotten"), (response.Status, (string)JsonNode.Parse(response.Body.Span)!["status"]!));
        Assert.DoesNotContain(Faults.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        var redelivery = App.Services.GetRequiredService<RedeliveryOperations>();
        var redelivered = await redelivery.RedeliverRecordAsync("invoice", change.Id, OperatorTest.Body("{}"), CancellationToken.None);
        OperatorTest.Problem(redelivered, HttpStatusCode.NotFound);
        var backfills = App.Services.GetRequiredService<BackfillOperations>();
        var backfill = await backfills.StartAsync(OperatorTest.Body("""{"resources":["invoice"]}"""), CancellationToken.None);
        OperatorTest.Json(backfill, HttpStatusCode.Accepted);
        await App.RunJobsAsync();
        await ProcessAsync();
        await AssertForgottenAsync();

        await EraseAsync($$"""{"records":["invoice/{{change.Id}}"],"reason":"a mistake"}""");
        await DeliverAsync(change);
        await ProcessAsync();
        Assert.Contains(Person, await ArchivedAsync(change.Id), StringComparison.Ordinal);
    }

    private static (int Events, int Numbers, int Archived, int Quarantined) CountsOf(JsonNode job)
    {
        var erasure = job["erasure"]!;
        return ((int)erasure["events"]!, (int)erasure["numbers"]!, (int)erasure["archived"]!, (int)erasure["quarantined"]!);
    }

    private async Task AssertForgottenAsync()
    {
        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.IndexEntriesAsync());
        var left = await StorageText.ReadAsync(App.Account.ConnectionString);
        Assert.DoesNotContain(left, text => text.Contains(Person, StringComparison.OrdinalIgnoreCase));
    }

    private SimulatedChange CreatePersonal() => Stitchex.Create("invoice", record =>
    {
        (record["notes"], record["email"], record["invoice_number"]) = ($"Jane {Person}", $"jane@{Person}.example", $"INV-{Person}");
    });

    private async Task<JsonNode> EraseAsync(string request)
    {
        var response = await Erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None, "somebody");
        var id = (string)OperatorTest.Json(response, HttpStatusCode.Accepted)["id"]!;
        await RunJobsAsync();
        return OperatorTest.Json(await App.Services.GetRequiredService<JobOperations>().GetAsync(id, CancellationToken.None));
    }

    // What fails comes again, as the host has it.
    private async Task RunJobsAsync()
    {
        while ((await App.JobQueue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
        {
            try
            {
                await App.RunJobsAsync(pages: 1);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                await AdvanceAsync(TimeSpan.FromSeconds(31));
            }
        }
    }

    // An event that was handled, one that came again on another day, two that were rejected in words that quote the record and resolved by a
    // job, one that a job redelivered, and one that named no record; bodies in the quarantine; and what a destination said.
    private async Task<string> DeliverInEachStateAsync()
    {
        var change = CreatePersonal();
        await DeliverAsync(change);
        await DeliverAsync(Unversioned(change.Id));
        await LaterAsync(TimeSpan.FromMinutes(2));
        await AdvanceAsync(TimeSpan.FromDays(2));
        await DeliverAsync(Unversioned(change.Id));
        await LaterAsync(TimeSpan.FromMinutes(4));
        Journal.Behaviour = (seen, _) => throw new RejectRecordException($"{NoteOf(seen.Record)} is not known");
        await DeliverAsync(Update(change.Id, $"Jill {Person}"));
        await DeliverAsync(Update(change.Id, $"Joan {Person}"));
        await ProcessAsync();
        await StartJobAsync("""{"kind":"resolve","state":"DeadLettered","note":"spoke to Roe","error":"Roe"}""");
        await StartJobAsync("""{"kind":"redeliver","ids":["ID"]}""".Replace("ID", await AnyIdAsync(change.Id), StringComparison.Ordinal));
        await ProcessAsync();
        foreach (var body in new[]
        {
            $$$"""{"event":"invoice_update","name":"{{{Person}}}","more":{"invoice_id":{{{change.Id}}} } }""",
            $$"""{"invoice":{"id": "{{change.Id}}","name":"{{Person}}"} }""",
            $"id={change.Id}&name={Person}",
            $"<invoice>{change.Id}</invoice><name>{Person}</name>",
        })
        {
            await DeliverAsync(Encoding.UTF8.GetBytes(body));
        }

        await LaterAsync(TimeSpan.FromMinutes(2));

        var destinations = App.Services.GetRequiredService<DestinationRows>();
        var report = new DestinationReport { LastError = $"{Person} is not known", LastErrorAt = Time.GetUtcNow() };
        await destinations.WriteAsync("hook", report, isFailure: true, default);
        await destinations.StopAsync("hook", new DestinationStop($"{Person} is not wanted", Time.GetUtcNow()), default);
        return change.Id;
    }

    private async Task StartJobAsync(string request)
    {
        var jobs = App.Services.GetRequiredService<JobOperations>();
        OperatorTest.Json(await jobs.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted);
        await RunJobsAsync();
    }

    private async Task<string> AnyIdAsync(string id)
    {
        var row = (await App.EventRowsAsync()).First(row => row.GetString("RecordId") == id);
        return $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
    }

    private async Task<string> DeliverOtherAsync()
    {
        var change = Create("another");
        await DeliverAsync(change);
        await DeliverAsync(Encoding.UTF8.GetBytes($$"""{"invoice":{"id":{{change.Id}}0} }"""));
        await ProcessAsync();
        return change.Id;
    }

    private async Task<IReadOnlyList<string>> TextsOfAsync(string id) =>
        [.. (await StorageText.ReadAsync(App.Account.ConnectionString)).Where(text => text.Contains(id, StringComparison.Ordinal))];
}
