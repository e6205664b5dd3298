using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Faults;

/// <summary>
/// A redelivery, with something going wrong at each of its calls in turn: those that it is for get the record again, and nobody else does.
/// </summary>
public sealed class EveryCallOfARedeliveryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const int Concurrency = 6;

    [Theory]
    [InlineData(CallFault.Fails, 4, null)]
    [InlineData(CallFault.Fails, 4, nameof(RecordingHandler))]
    [InlineData(CallFault.ResponseIsLost, 1, null)]
    [InlineData(CallFault.ResponseIsLost, 1, nameof(RecordingHandler))]
    [InlineData(CallFault.Status412, 1, null)]
    public async Task Redelivery_ReachesThoseItIsFor_WhateverCallGoesWrong(CallFault fault, int tries, string? handler)
    {
        var calls = (await RunAsync(new CallFaults(fault, callNumber: 0, tries: 0), handler)).Count;
        Assert.InRange(calls, 10, 25);

        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency };
        await Parallel.ForEachAsync(Enumerable.Range(1, calls), options, async (number, _) =>
            await RunAsync(new CallFaults(fault, number, tries), handler));
    }

    private async Task<CallFaults> RunAsync(CallFaults faults, string? handler)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var (journal, other) = (new HandlerJournal(), new HandlerJournal());
        await using var stitchex = await SimulatedStitchex.StartAsync();
        void AddHandlers(IServiceCollection services) => services
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(journal).AddRecordHandler<RecordingHandler>()
            .AddKeyedSingleton(OtherHandler.Key, other).AddRecordHandler<OtherHandler>();
        await using var before = await ReceiverApp.StartAsync(azurite, SimulatedStitchex.SettingsFor(stitchex), AddHandlers);
        var change = stitchex.Create("invoice");
        await before.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        await before.ProcessAllAsync();
        Assert.Equal((1, 1), (journal.Changes.Count, other.Changes.Count));

        await using var app = await ReceiverApp.StartAgainAsync(before, SimulatedStitchex.SettingsFor(stitchex), services =>
        {
            AddHandlers(services);
            services.AddSingleton<HttpPipelinePolicy>(faults.StoragePolicy);
            services.AddHttpClient(StitchexApi.HttpClientName).AddHttpMessageHandler(() => faults.ApiHandler);
        });
        var redelivery = await RedeliverAsync(app, change.Id, handler);
        await ProcessUntilDoneAsync(app, time);

        var rows = (await app.EventRowsAsync()).Where(row => row.GetString("Action") == "redeliver").ToList();
        var row = Assert.Single(rows, row => redelivery.EndsWith(row.RowKey["event.redeliver.".Length..], StringComparison.Ordinal));
        Assert.Equal("Completed", row.GetString("State"));
        var again = journal.Changes.Skip(1).Select(seen => seen.ChangeId).ToList();
        Assert.DoesNotContain(journal.Changes[0].ChangeId, again);
        Assert.InRange(again.Distinct().Count(), 1, rows.Count);
        Assert.InRange(again.Count, 1, rows.Sum(it => it.GetInt32("Attempt")!.Value));
        Assert.Equal(handler is null ? again : [], other.Changes.Skip(1).Select(seen => seen.ChangeId));
        Assert.Equal(journal.Changes.Select(seen => seen.FencingToken).Order(), journal.Changes.Select(seen => seen.FencingToken));
        return faults;
    }

    // An operator who is told of an error asks again.
    private static async Task<string> RedeliverAsync(ReceiverApp app, string id, string? handler)
    {
        var operations = app.Services.GetRequiredService<RedeliveryOperations>();
        for (var tries = 0; tries < 5; tries++)
        {
            var body = new MemoryStream(Encoding.UTF8.GetBytes(handler is null ? "{}" : $$"""{"handler":"{{handler}}"}"""));
            Func<CancellationToken, Task<OperatorResponse>> redeliver = token =>
                operations.RedeliverRecordAsync("invoice", id, body, token);
            var response = await redeliver.OrUnavailableAsync(
                TimeProvider.System, OperatorResponseExtensions.Limit, CancellationToken.None);
            if (response.Status == HttpStatusCode.Accepted)
            {
                return (string)JsonNode.Parse(response.Body.Span)!["eventId"]!;
            }
        }

        throw new InvalidOperationException("Five redeliveries were rejected.");
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

        Assert.Fail("After an hour there are still messages.");
    }
}
