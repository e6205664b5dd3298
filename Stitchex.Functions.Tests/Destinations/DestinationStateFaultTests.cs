using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>A destination of each type accepts, fails, is stopped and resumed, while each call for its state goes wrong in turn.</summary>
public sealed class DestinationStateFaultTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    // More than any client tries by itself.
    private const int Lasting = 4;

    // Two rows, each written on its own, and one read of both.
    private static readonly string[] Calls = ["RowKey='destination.faulty'", "RowKey='destination-stop.faulty'", "?'destination-stop.faulty'"];

    // The state is kept above the types: what each of them may make different is a repeat. Requests that fail again and again take longest.
    [Theory]
    [InlineData(DestinationType.Webhook, StorageFault.Fails)]
    [InlineData(DestinationType.Webhook, StorageFault.ResponseIsLost)]
    [InlineData(DestinationType.StorageQueue, StorageFault.ResponseIsLost)]
    [InlineData(DestinationType.ServiceBus, StorageFault.ResponseIsLost)]
    [InlineData(DestinationType.EventGrid, StorageFault.ResponseIsLost)]
    public async Task EachChange_ArrivesInOrder_UnderItsId_AndNoneWhileItIsStopped(DestinationType type, StorageFault fault)
    {
        await using var faulty = await FaultyDestination.StartAsync(type, Azurite);
        await using var app = await StartAppAsync(faulty.Trust, faulty.Settings);
        var operations = app.Services.GetRequiredService<DestinationOperations>();
        var record = Create("0");
        await ProcessAsync(app, record);
        List<string> notes = ["0"];

        async Task ChangeAsync()
        {
            notes.Add($"{notes.Count}");
            await ProcessAsync(app, Update(record.Id, notes[^1]));
        }

        async Task ChangeUntilItArrivesAsync()
        {
            await ChangeAsync();
            await ArriveAsync(app);
        }

        async Task FailAsync()
        {
            // The client of Service Bus waits by the real clock when the service is busy.
            faulty.Break(type == DestinationType.ServiceBus ? DeliveryFault.Fails : DeliveryFault.IsBusy, count: 2);
            await ChangeUntilItArrivesAsync();
        }

        async Task StopAsync()
        {
            await AskAsync(token => operations.StopAsync("faulty", OperatorTest.Body("""{"reason":"it is moved"}"""), "key night", token));
            await LaterAsync(app, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await ChangeAsync();
            Assert.DoesNotContain(notes[^1], NotesOf(faulty));
        }

        async Task ResumeAsync()
        {
            await AskAsync(token => operations.ResumeAsync("faulty", "key night", token));
            await ArriveAsync(app);
        }

        foreach (var call in Calls)
        {
            foreach (var act in (Func<Task>[])[ChangeUntilItArrivesAsync, FailAsync, StopAsync, ResumeAsync])
            {
                app.Faults.Add(call, fault, fault == StorageFault.Fails ? Lasting : 1);
                await act();
                app.Faults.Clear();
            }
        }

        await LaterAsync(app, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
        await ChangeUntilItArrivesAsync();

        var ids = faulty.Accepted.Select(accepted => ((string?)accepted["data"]!["notes"], (string?)accepted["id"])).Distinct();
        Assert.Equal(notes, ids.Select(accepted => accepted.Item1));
        Assert.All(await app.EventRowsAsync(), row => Assert.True(IsDelivered(row), Describe(row)));
        var stored = await app.Services.GetRequiredService<DestinationRows>().ReadAsync("faulty", CancellationToken.None);
        Assert.Equal((null, null), (stored.Stop, stored.FailingSince));
        Assert.NotNull(stored.LastSuccessAt);
    }

    private static IEnumerable<string?> NotesOf(FaultyDestination faulty) => faulty.Accepted.Select(accepted => (string?)accepted["data"]!["notes"]);

    // An operator who is told of an error asks again.
    private static async Task AskAsync(Func<CancellationToken, Task<OperatorResponse>> ask)
    {
        var statuses = new List<HttpStatusCode>();
        do
        {
            statuses.Add((await ask.OrUnavailableAsync(TimeProvider.System, OperatorResponseExtensions.Limit, CancellationToken.None)).Status);
        }
        while (statuses[^1] != HttpStatusCode.OK && statuses.Count < 5);
        Assert.Equal(HttpStatusCode.OK, statuses[^1]);
    }

    private Task ArriveAsync(ReceiverApp app) =>
        LaterAsync(app, TimeSpan.FromHours(3), async () => (await app.EventRowsAsync()).All(IsDelivered), minutes: 10);
}
