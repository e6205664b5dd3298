using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NJsonSchema;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What holds for a destination of each type, whatever goes wrong with it. A webhook and a handler beside it never wait for it.</summary>
public sealed class EveryDestinationTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    // As often as any client tries by itself, so that it does not fix it.
    private const int Lasting = 2;

    public static TheoryData<DestinationType> Types => new(Enum.GetValues<DestinationType>());

    public static TheoryData<DestinationType, DeliveryFault> TypesAndFaults
    {
        get
        {
            var data = new TheoryData<DestinationType, DeliveryFault>();
            foreach (var type in Enum.GetValues<DestinationType>())
            {
                Array.ForEach(Enum.GetValues<DeliveryFault>(), fault => data.Add(type, fault));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(TypesAndFaults))]
    public async Task Event_ArrivesUnderItsId_InOrder_WhateverGoesWrong_AndNobodyElseWaits(DestinationType type, DeliveryFault fault)
    {
        await using var stand = await StartAsync(type);
        var change = Create("1");
        var other = Create("2");
        var rounds = new (Func<SimulatedChange> Next, int Calls)[]
        {
            (() => change, 1), (() => other, Lasting), (() => Update(change.Id, "3"), Lasting),
        };

        // The client of Service Bus waits for ten seconds, by the real clock, when it is told that the service is busy.
        foreach (var (next, calls) in rounds.Take((type, fault) == (DestinationType.ServiceBus, DeliveryFault.IsBusy) ? 2 : 3))
        {
            stand.Faulty.Break(fault, calls);
            await ChangeAsync(stand, next());
            await LaterAsync(stand.App, TimeSpan.FromHours(1), async () => (await stand.App.EventRowsAsync()).All(IsDelivered));
        }

        Assert.Equal(
            stand.Healthy.Requests.Select(request => (request["id"], (string?)request.Event["data"]!["notes"])),
            stand.Faulty.Accepted.Select(accepted => ((string?)accepted["id"], (string?)accepted["data"]!["notes"])).Distinct());
        Assert.All(await stand.App.EventRowsAsync(), row => Assert.EndsWith("/Handled", Describe(row), StringComparison.Ordinal));
        Assert.Equal(stand.Healthy.Requests.Select(request => request["id"]), Journal.Changes.Select(handed => handed.ChangeId));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task DestinationThatIsDownForAnHour_GetsAllInOrder_NoClockBegins_AndNobodyElseWaits(DestinationType type)
    {
        await using var stand = await StartAsync(type);
        List<string> ids = [Create("0").Id];
        await ChangeAsync(stand, Update(ids[0], "1"));
        stand.Faulty.Disconnect();
        for (var minutes = 0; minutes < 60; minutes += 10)
        {
            var made = Create("0");
            ids.Add(made.Id);
            await ChangeAsync(stand, made);
            await ChangeAsync(stand, Update(ids[minutes / 20], $"{minutes}"));
            await LaterAsync(stand.App, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));
            Assert.DoesNotContain(await stand.App.EventRowsAsync(), row => row.ContainsKey("FailingSince"));
        }

        Assert.Single(stand.Faulty.Accepted);
        stand.Faulty.Connect();
        await LaterAsync(stand.App, TimeSpan.FromHours(3), async () => (await stand.App.EventRowsAsync()).All(IsDelivered));

        Assert.True(IsUpToDate(stand));
        var sent = stand.Healthy.Requests.Select(request => request["id"]).ToList();
        foreach (var record in stand.Faulty.Accepted.GroupBy(accepted => (string?)accepted["subject"]))
        {
            var places = record.Select(accepted => sent.IndexOf((string?)accepted["id"])).ToList();
            Assert.Equal(places.Order(), places);
            Assert.DoesNotContain(-1, places);
        }

        Assert.DoesNotContain(await stand.App.EventRowsAsync(), row => row.ContainsKey("FailingSince"));
        Assert.All(await stand.App.EventRowsAsync(), row => Assert.True(IsDelivered(row), Describe(row)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task LargeRecord_HostileText_AndADeletion_ArriveAsCloudEvents(DestinationType type)
    {
        await using var stand = await StartAsync(type);
        const string Hostile = "\u202E\"]}<script>\\u0000\u2028\ud83d\ude00\u0007'; DROP TABLE--";
        var hostile = Create(Hostile);
        var large = Create(new string('x', 5 * 1024 * 1024));
        await ChangeAsync(stand, hostile);
        await stand.App.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(Unversioned(large.Id)));
        await stand.App.ProcessAllAsync();
        await ProcessAsync(stand.App, Stitchex.Delete("invoice", hostile.Id));

        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(RepositoryFiles.Root, "Stitchex.Functions.Tests", "Destinations", "cloudevents.schema.json"));
        Assert.All(stand.Faulty.Bodies, body => Assert.Empty(schema.Validate(Encoding.UTF8.GetString(body))));
        var accepted = stand.Faulty.Accepted;
        Assert.Equal(
            [("created", $"invoice/{hostile.Id}"), ("created", $"invoice/{large.Id}"), ("deleted", $"invoice/{hostile.Id}")],
            accepted.Select(one => (((string)one["type"]!).Split('.')[^1], (string)one["subject"]!)));
        Assert.Equal(Hostile, (string?)accepted[0]["data"]!["notes"]);
        var address = stand.App.Records.GetBlobClient($"invoice/{large.Id}.json").Uri.AbsoluteUri;
        Assert.Equal(
            type == DestinationType.Webhook ? (5 * 1024 * 1024, null) : (null, address),
            (((string?)accepted[1]["data"]?["notes"])?.Length, (string?)accepted[1]["dataref"]));
        Assert.Equal((null, null), ((string?)accepted[2]["data"], (string?)accepted[2]["dataref"]));
    }

    private static bool IsUpToDate(Stand stand)
    {
        static Dictionary<string, string> NewestOf(IEnumerable<JsonNode> events) => events
            .GroupBy(one => (string)one["subject"]!)
            .ToDictionary(record => record.Key, record => (string)record.Last()["data"]!["notes"]!);
        var wanted = NewestOf(stand.Healthy.Requests.Select(request => request.Event));
        return NewestOf(stand.Faulty.Accepted) is var have && wanted.All(record => have.GetValueOrDefault(record.Key) == record.Value);
    }

    // Whoever is well has the change with the event's first attempt, by the clock at which it came.
    private async Task ChangeAsync(Stand stand, SimulatedChange change)
    {
        var note = NoteOf(change.Version.Json);
        await ProcessAsync(stand.App, change);
        Assert.Equal((note, note), ((string?)stand.Healthy.Requests[^1].Event["data"]!["notes"], Delivered.Last()));
    }

    private async Task<Stand> StartAsync(DestinationType type)
    {
        var faulty = await FaultyDestination.StartAsync(type, Azurite);
        faulty.LetTimePass = () => Time.Advance(TimeSpan.FromSeconds(51));
        var healthy = await HookServer.StartAsync(HookServer.Reserve());
        var app = await StartAppAsync(faulty.Trust, [.. faulty.Settings, .. Webhook("healthy", healthy.Address)]);
        return new Stand(app, faulty, healthy);
    }

    private sealed record Stand(ReceiverApp App, FaultyDestination Faulty, HookServer Healthy) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Faulty.DisposeAsync();
            await Healthy.DisposeAsync();
        }
    }
}
