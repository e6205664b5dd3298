using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>
/// One run of a scenario by the real receiver, processor, dispatcher and archive on Azurite, in an order of calls that is chosen by chance, while the model
/// is shown each of its steps. After each step, storage must hold what one of the model's worlds holds.
/// </summary>
internal sealed partial class ConformanceRun : IAsyncDisposable
{
    private const int Processors = 2;
    private const int MaxChoices = 5_000;
    private static readonly TimeSpan Invisible = TimeSpan.FromDays(6);

    // Time enough for retries and leases is no time for what the API is given to catch up.
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan SecondLook = TimeSpan.FromMinutes(50);
    private static readonly TimeSpan LagWindow = TimeSpan.FromMinutes(55);

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly PossibleWorlds _worlds;
    private readonly Turns _turns = new();
    private readonly ScenarioApi _api;
    private readonly FakeTimeProvider _time;
    private readonly HandlerJournal _journal = new();
    private readonly List<Actor> _actors = [];
    private readonly List<HeldMessage> _messages = [];
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;
    private StitchexEventId[] _ids = [];

    private ConformanceRun(Scenario scenario, int seed)
    {
        // Each step is told apart, and there is always enough of what the model counts and this run does not do.
        _scenario = scenario with
        {
            ReceivesStepByStep = true,
            ReadsRowsApart = true,
            Tries = 3,
            Budget = scenario.Budget with { Stalls = 1, Copies = 15, Crashes = scenario.Budget.Crashes + 1 },
        };
        _random = new Random(seed);
        _worlds = new PossibleWorlds(_scenario, new EventTransitions(_scenario.Options()));
        var now = TimeProvider.System.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        _time = new FakeTimeProvider(now);
        _api = new ScenarioApi(_scenario, _turns, now);
        _journal.Behaviour = HandleAsync;
    }

    private World Model => _worlds.Any;

    /// <summary>Runs a scenario to its end.</summary>
    /// <returns>How often each kind of step was taken.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> RunAsync(AzuriteFixture azurite, Scenario scenario, int seed)
    {
        await using var run = new ConformanceRun(scenario, seed);
        await run.StartAsync(azurite);
        for (var count = 0; await run.GoOnAsync(); count++)
        {
            if (count == MaxChoices)
            {
                run._worlds.Fail("It does not come to its end.");
            }
        }

        return run._worlds.Seen;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _actors.ForEach(actor => actor.IsKilled = true);
        foreach (var call in _turns.Waiting)
        {
            _turns.Decide(call, CallFate.Killed);
        }

        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    private async Task StartAsync(AzuriteFixture azurite)
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _app = await ReceiverApp.StartAsync(
            azurite,
            SimulatedStitchex.SettingsFor(
                _stitchex,
                ("Stitchex:Processing:LagWindow", $"{LagWindow}"),
                ("Stitchex:Processing:SecondLook", $"{SecondLook}"),
                ("Stitchex:Processing:VerifyDeletes", _scenario.VerifiesDeletes.ToString()),
                ("Stitchex:Processing:MaxCrashes", _scenario.MaxCrashes.ToString(CultureInfo.InvariantCulture))),
            services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                services.AddSingleton(_journal).AddRecordHandler<RecordingHandler>();
                services.AddSingleton<HttpPipelinePolicy>(_turns);
                services.AddHttpClient(StitchexApi.HttpClientName).AddHttpMessageHandler(() => new Shared(_api));
            },

            LetNoTimePass);
        _ids = [.. _scenario.Events.Select((_, e) => IdOf(e))];
        if (_scenario.IsKnown)
        {
            var record = _api.RecordOf(moment: 0);
            var hash = _app.Services.GetRequiredService<RecordHash>().Compute(JsonElement.Parse(record), Encoding.UTF8.GetBytes(record));
            var known = new RecordRow { Version = _api.InRunsTime(_scenario.History[0].Version), Hash = hash, ChangeCount = 1, FetchedAt = _time.GetUtcNow() };
            await _app.Events.AddEntityAsync(RowMapping.ToEntity(_ids[0].PartitionKey, known, before: null));
        }
    }

    private StitchexEventId IdOf(int @event) =>
        _scenario.Events[@event].RedeliverTo is not null
            ? StitchexEventId.Create(ScenarioApi.Resource, ScenarioApi.RecordId, EventRow.RedeliverAction, KeyPart.Hash(Encoding.UTF8.GetBytes(JobIdOf(@event))))
            : WebhookBody.TryParse(_api.BodyOf(@event), _app.Services.GetRequiredService<ResourceCatalogue>(), out var received, out _)
                ? received.Id
                : throw new InvalidOperationException("No event.");

    // Only time that the model knows of may pass: not storage's own, nor a client's while its call waits for its turn.
    private static void LetNoTimePass(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(StorageClockPolicy)));
        PatientStorage.Use(services);
    }

    /// <summary>Does one thing of all that could be done, by chance.</summary>
    /// <returns>False when there is nothing left to do.</returns>
    private async Task<bool> GoOnAsync()
    {
        await _turns.UntilAsync(() => _actors.TrueForAll(actor => actor.Running.IsCompleted || _turns.Waiting.Any(call => call.Actor == actor)));
        foreach (var actor in _actors.Where(actor => actor.Running.IsCompleted).ToList())
        {
            await EndAsync(actor);
        }

        await ReceiveMessagesAsync();
        var choices = new List<Func<Task>>();
        foreach (var call in _turns.Waiting)
        {
            choices.Add(() => MakeAsync(call));
        }

        AddDeliveries(choices);
        AddMessages(choices);
        AddChanges(choices);
        AddKills(choices);
        AddReplays(choices);
        AddResolutions(choices);
        if (_actors.Count == 0 && choices.Count == 0)
        {
            if (Model.Messages.IsEmpty)
            {
                return false;
            }

            choices.Add(LetTimePassAsync);
        }

        await choices[_random.Next(choices.Count)]();
        return true;
    }

    private async Task LetTimePassAsync()
    {
        if (_worlds.Allows("time", 0, "ends the lease"))
        {
            _worlds.Step("time", 0, "ends the lease");
        }

        if (_worlds.Allows("time", 1, "passes until the API has had its time"))
        {
            _worlds.Step("time", 1, "passes until the API has had its time");
            await AdvanceAsync(LagWindow);
        }

        if (_worlds.Allows("time", 2, "passes until a retry is due"))
        {
            _worlds.Step("time", 2, "passes until a retry is due");
        }

        await AdvanceAsync(Retry);
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        await _app.Account.AdvanceClockAsync(time);
        _time.Advance(time);
        await _app.LearnTimeAsync();
    }

    private async Task ReceiveMessagesAsync()
    {
        QueueMessage[] received = await _app.Queue.ReceiveMessagesAsync(32, Invisible);
        foreach (var message in received)
        {
            Assert.True(EventMessage.TryParse(message.Body.ToString(), out var content, out var id));
            _messages.Add(new HeldMessage(message, content, Array.IndexOf(_ids, id)));
        }
    }

    /// <summary>Shows the model a step, and compares what storage holds then.</summary>
    private async Task StepAsync(string who, int number, params string[] names)
    {
        _worlds.Step(who, number, names);
        _api.Shown = Model.Shown;
        var store = _app.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;
        var stored = new List<StoredRows>();
        foreach (var id in _ids)
        {
            stored.Add(await store.ReadAsync(id, CancellationToken.None));
        }

        var count = (await _app.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;
        _worlds.Keep(
            string.Join("; ", stored.Select(rows => Describe(rows.Row)).Append(Describe(stored[0].Record)).Append($"{count} messages")),
            world => world.Rows.Select(Describe).SequenceEqual(stored.Select(rows => Describe(rows.Row)))
                && Describe(world.Record) == Describe(stored[0].Record)
                && world.Messages.Length + world.Workers.Count(worker => worker.IsBusy) == count);
    }

    private static string Describe(EventRow? row) => row is null
        ? "none"
        : $"{row.State}/{row.Outcome} #{row.Sequence}, {row.CrashCount} crashes, started {row.StartedAt is not null}, missing {row.NotFoundSince is not null}, stale {row.StaleSince is not null}, older {row.OlderSince is not null}, resolved {row.IsResolved}, ended {row.RetriesEndedAt >= row.OpenedAt}";

    private static string Describe(RecordRow record) =>
        $"record #{record.ChangeCount}, tombstone {record.IsTombstone}, deleted {record.DeletedAt is not null}, pending {record.PendingHash is not null}, done {HandlersOf(record)}, fence {record.FencingToken}, leased {record.LeaseOwner is not null}";

    private static string HandlersOf(RecordRow record) =>
        (record.CompletedHandlers ?? "").Replace(typeof(RecordingHandler).FullName!, World.Handlers[0], StringComparison.Ordinal).Replace(typeof(BlobRecordArchive).FullName!, World.Handlers[1], StringComparison.Ordinal);

    // The factory of clients wants a handler of its own for each.
    private sealed class Shared(ScenarioApi api) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            api.RespondAsync(request, () => base.SendAsync(request, cancellationToken));
    }
}
