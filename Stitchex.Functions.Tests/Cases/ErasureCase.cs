using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What the cases of erasures share.</summary>
public abstract class ErasureCase(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    internal const string Person = "Roe";

    internal ErasureOperations Erasures => App.Services.GetRequiredService<ErasureOperations>();

    internal JobOperations Jobs => App.Services.GetRequiredService<JobOperations>();

    internal SimulatedChange CreatePersonal() => Stitchex.Create("invoice", record =>
    {
        (record["notes"], record["email"], record["invoice_number"]) = ($"Jane {Person}", $"jane@{Person}.example", $"INV-{Person}");
    });

    internal async Task<string> StartErasureAsync(string request)
    {
        var response = await Erasures.StartAsync(OperatorTest.Body(request), CancellationToken.None, "somebody");
        return (string)OperatorTest.Json(response, HttpStatusCode.Accepted)["id"]!;
    }

    internal async Task<JsonNode> EraseAsync(string request)
    {
        var id = await StartErasureAsync(request);
        await RunJobsAsync();
        return await ReadJobAsync(id);
    }

    internal async Task<JsonNode> ReadJobAsync(string id) => OperatorTest.Json(await Jobs.GetAsync(id, CancellationToken.None));

    // What fails comes again, as the host has it.
    internal async Task RunJobsAsync()
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
    internal async Task<string> DeliverInEachStateAsync()
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
            $"recordId={change.Id}&name={Person}",
            $"<invoice>{change.Id}</invoice><name>{Person}</name>",
        })
        {
            await DeliverAsync(Encoding.UTF8.GetBytes(body));
        }

        await LaterAsync(TimeSpan.FromMinutes(2));

        var destinations = App.Services.GetRequiredService<DestinationRows>();
        var report = new DestinationReport { LastError = $"{Person} is not known", LastErrorAt = Time.GetUtcNow() };
        await destinations.WriteAsync("hook", report, default);
        await destinations.StopAsync("hook", new DestinationStop($"{Person} is not wanted", Time.GetUtcNow()), default);
        return change.Id;
    }

    internal async Task StartJobAsync(string request)
    {
        OperatorTest.Json(await Jobs.StartAsync(OperatorTest.Body(request), CancellationToken.None), HttpStatusCode.Accepted);
        await RunJobsAsync();
    }

    internal async Task<string> AnyIdAsync(string id)
    {
        var row = (await App.EventRowsAsync()).First(row => row.GetString("RecordId") == id);
        return $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
    }

    internal async Task<string> DeliverOtherAsync()
    {
        var change = Create("another");
        await DeliverAsync(change);
        await DeliverAsync(Encoding.UTF8.GetBytes($$"""{"invoice":{"id":{{change.Id}}0} }"""));
        await ProcessAsync();
        return change.Id;
    }

    internal async Task<IReadOnlyList<string>> TextsOfAsync(string id) =>
        [.. (await StorageText.ReadAsync(App.Account.ConnectionString)).Where(text => text.Contains(id, StringComparison.Ordinal))];

    internal static (int Events, int Numbers, int Archived, int Quarantined) CountsOf(JsonNode job)
    {
        var erasure = job["erasure"]!;
        return ((int)erasure["events"]!, (int)erasure["numbers"]!, (int)erasure["archived"]!, (int)erasure["quarantined"]!);
    }

    internal async Task AssertForgottenAsync()
    {
        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.IndexEntriesAsync());
        var left = await StorageText.ReadAsync(App.Account.ConnectionString);
        Assert.DoesNotContain(left, text => text.Contains(Person, StringComparison.OrdinalIgnoreCase));
    }
}
