using System.Net;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Faults;

/// <summary>
/// One event's way, with something going wrong at each of its calls in turn. The calls are counted, not listed, so that a new one is covered by itself.
/// Afterwards the sender repeats, the queue redelivers, time passes, and the promises are checked.
/// </summary>
public sealed class EveryCallTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private const int Concurrency = 6;

    // More than any client tries by itself.
    private const int Lasting = 4;

    [Theory]
    [InlineData(CallFault.Fails)]
    [InlineData(CallFault.ResponseIsLost)]
    [InlineData(CallFault.Hangs)]
    [InlineData(CallFault.Status503)]
    [InlineData(CallFault.Status412)]
    [InlineData(CallFault.Status409)]
    public async Task Event_HasItsOneEffect_WhateverCallGoesWrong(CallFault fault)
    {
        var calls = (await RunAsync(new CallFaults(fault, callNumber: 0, tries: 0))).Count;
        Assert.InRange(calls, 10, 30);

        // What hangs takes its time, and a client that tries again meets the same as with a failure.
        int[] lengths = fault == CallFault.Hangs ? [1] : [1, Lasting];
        var rounds = from length in lengths from number in Enumerable.Range(1, calls) select (number, length);
        await Parallel.ForEachAsync(rounds, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (round, _) =>
            await RunAsync(new CallFaults(fault, round.number, round.length)));
        output.WriteLine($"{fault}: {calls} calls, {calls * lengths.Length} rounds.");
    }

    private async Task<CallFaults> RunAsync(CallFaults faults)
    {
        // The app's clock moves with storage's, and when the API hangs. What storage's clients do, they do by the real clock.
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        faults.LetTimePass = () => time.Advance(new StitchexApiOptions().FetchTimeout);
        var journal = new HandlerJournal();
        await using var stitchex = await SimulatedStitchex.StartAsync();
        await using var app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(stitchex),
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton(journal).AddRecordHandler<RecordingHandler>();
                services.AddSingleton<HttpPipelinePolicy>(faults.StoragePolicy);
                services.AddHttpClient(StitchexApi.HttpClientName).AddHttpMessageHandler(() => faults.ApiHandler);
            });
        var change = stitchex.Create("invoice");

        await DeliverAsync(app, SimulatedStitchex.BodyOf(change));
        await ProcessUntilDoneAsync(app, time);

        var row = await app.OnlyEventRowAsync();
        Assert.Equal("Completed", row.GetString("State"));

        // A transaction that is rejected for no reason looks as if somebody else had changed the row: the record moves, and the event then finds it so.
        Assert.Contains(row.GetString("Outcome"), (string[])["Handled", "Unchanged"]);
        Assert.Single(await app.IndexEntriesAsync());
        Assert.Empty(await app.IndexEntriesAsync("dead-lettered"));
        await AssertNumbersAreIndexedAsync(app);
        Assert.Single(journal.Changes.Select(handed => handed.ChangeId).Distinct());
        Assert.InRange(journal.Changes.Count, 1, row.GetInt32("Attempt")!.Value);
        Assert.Equal(change.Version.Json.ToArray(), (await app.Records.GetBlobClient($"invoice/{change.Id}.json").DownloadContentAsync()).Value.Content.ToArray());
        return faults;
    }

    // One whose index row could not be written is none that the record's row knows: its next event writes it.
    private static async Task AssertNumbersAreIndexedAsync(ReceiverApp app)
    {
        var record = Assert.Single(await app.RecordRowsAsync());
        var known = RecordNumbers.Parse(record.GetString("Numbers")).Select(number => $"number.{number.Key}");
        var indexed = await app.EventIndex.QueryAsync<TableEntity>("PartitionKey ge 'number.' and PartitionKey lt 'number/'").ToListAsync();
        Assert.Subset(indexed.Select(row => row.PartitionKey).ToHashSet(), known.ToHashSet());
    }

    private static async Task DeliverAsync(ReceiverApp app, byte[] body)
    {
        for (var delivery = 0; delivery < 5; delivery++)
        {
            if ((await app.ReceiveAsync(body)).Status is HttpStatusCode.Accepted or HttpStatusCode.OK)
            {
                return;
            }
        }

        Assert.Fail("Five deliveries were rejected.");
    }

    private static async Task ProcessUntilDoneAsync(ReceiverApp app, FakeTimeProvider time)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            await app.ProcessAllAsync();
            if ((await app.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0)
            {
                return;
            }

            await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var row = await app.OnlyEventRowAsync();
        Assert.Fail($"After an hour there are still messages; the event is {row["State"]}: {row["Error"]}");
    }
}
