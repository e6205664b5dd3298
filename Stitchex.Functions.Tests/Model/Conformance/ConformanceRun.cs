using System.Globalization;
using System.Net;
using Azure.Core.Pipeline;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>
/// One run of a scenario by the real receiver, processor, dispatcher and archive on Azurite, in an order of calls that is chosen by chance, while the model
/// is shown each of its steps. After each step, storage must hold what one of the model's worlds holds.
/// </summary>
internal sealed class ConformanceRun : IAsyncDisposable
{
    private const int Processors = 2;
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
        while (await run.GoOnAsync())
        {
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
            });
        var catalogue = _app.Services.GetRequiredService<ResourceCatalogue>();
        _ids = [.. _scenario.Events.Select((_, e) => WebhookBody.TryParse(_api.BodyOf(e), catalogue, out StitchexEvent? received, out Rejection? _) ? received.Id : throw new InvalidOperationException("No event."))];
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

    private void AddDeliveries(List<Func<Task>> choices)
    {
        for (var i = 0; i < Model.Senders.Length; i++)
        {
            var number = i;
            if (Model.Senders[i].Phase == SenderPhase.Waiting
                && !_actors.Exists(actor => actor is { Who: "delivery" } && actor.Number == number)
                && Model.Moment >= _scenario.Deliveries[i].Moment
                && (i == 0 || !_scenario.DeliversInOrder || Model.Senders[i - 1].IsDone))
            {
                choices.Add(() => DeliverAsync(number));
            }
        }
    }

    private void AddMessages(List<Func<Task>> choices)
    {
        var free = Enumerable.Range(0, Processors).Where(i => !_actors.Exists(actor => actor is { Who: "P" } && actor.Number == i)).ToList();
        foreach (var message in free.Count == 0 ? [] : _messages)
        {
            if (Model.Messages.Any(known => !known.IsDelayed && message.Is(known)))
            {
                choices.Add(() => ProcessAsync(message, free[0]));
            }
            else if (!Model.Messages.Any(message.Is))
            {
                _worlds.Fail($"The model does not know the message {message.Content}.");
            }
        }
    }

    private void AddChanges(List<Func<Task>> choices)
    {
        if (Model.Moment < _scenario.History.Count - 1)
        {
            choices.Add(() => StepAsync("Stitchex", Model.Moment + 1, "changes the record"));
        }

        if (Model.Shown < Model.Moment)
        {
            choices.Add(() => StepAsync("API", Model.Shown + 1, "catches up"));
        }
    }

    private void AddKills(List<Func<Task>> choices)
    {
        foreach (var actor in _actors)
        {
            // One crash is kept back, for with none left the model leaves out steps.
            if (actor.HasBegun && Model.Budget.Crashes > 1 && _worlds.Allows(actor.Who, actor.Number, KillOf(actor)) && _random.Next(4) == 0)
            {
                choices.Add(() => KillAsync(actor));
            }
        }
    }

    private void AddReplays(List<Func<Task>> choices)
    {
        for (var e = 0; e < _ids.Length; e++)
        {
            var @event = e;
            if (_worlds.Allows("replay", e, "is asked for"))
            {
                choices.Add(async () =>
                {
                    await _app.Services.GetRequiredService<EventReplayer>().ReplayAsync(_ids[@event], CancellationToken.None);
                    await StepAsync("replay", @event, "is asked for");
                });
            }
        }
    }

    private async Task DeliverAsync(int number)
    {
        // The model counts inserts as seconds.
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var body = _api.BodyOf(_scenario.Deliveries[number].Event);
        var actor = Start(new Actor("delivery", number), async () =>
        {
            var response = await _app.ReceiveAsync(body);
            if (response.Status is not (HttpStatusCode.Accepted or HttpStatusCode.OK))
            {
                throw new InvalidOperationException($"Status {response.Status}.");
            }
        });
        await MakeFirstAsync(actor);
    }

    private async Task ProcessAsync(HeldMessage message, int number)
    {
        _messages.Remove(message);
        await MakeFirstAsync(Start(new Actor("P", number) { Message = message }, () => _app.ProcessAsync(message.Content)));
    }

    // The model counts an actor from its first call on.
    private async Task MakeFirstAsync(Actor actor)
    {
        await _turns.UntilAsync(() => _turns.Waiting.Any(call => call.Actor == actor));
        await MakeAsync(_turns.Waiting.First(call => call.Actor == actor));
    }

    private Actor Start(Actor actor, Func<Task> work)
    {
        _actors.Add(actor);
        actor.Running = Task.Run(async () =>
        {
            Actor.Current.Value = actor;
            try
            {
                await work();
            }
            catch (Exception e) when (actor.IsKilled)
            {
                _ = e;
            }
        });
        _ = actor.Running.ContinueWith(_ => _turns.Notify(), TaskScheduler.Default);
        return actor;
    }

    private async Task EndAsync(Actor actor)
    {
        _actors.Remove(actor);
        try
        {
            await actor.Running;
        }
        catch (Exception e)
        {
            _worlds.Fail($"{actor} failed: {e}");
        }

        if (actor.IsKilled)
        {
            return;
        }

        if (actor.Message is not { } message)
        {
            _worlds.Keep($"{actor} has its 2xx", world => world.Senders[actor.Number].Phase == SenderPhase.Responded);
            return;
        }

        await _app.Queue.DeleteMessageAsync(message.Received.MessageId, message.Received.PopReceipt);
        await StepAsync("P", actor.Number, "removes its message");
    }

    private async Task KillAsync(Actor actor)
    {
        actor.IsKilled = true;
        foreach (var call in _turns.Waiting.Where(call => call.Actor == actor))
        {
            _turns.Decide(call, CallFate.Killed);
        }

        if (actor.Message is { } message)
        {
            _messages.Add(message);
        }

        await StepAsync(actor.Who, actor.Number, KillOf(actor));
    }

    private static string KillOf(Actor actor) => actor.Who == "P" ? "is killed" : "the receiver is killed";

    private async Task MakeAsync(Call call)
    {
        var actor = call.Actor;
        var fate = FateOf(call);
        if (actor.IsInArchive && !IsBlob(call.Name))
        {
            actor.IsInArchive = false;
            await StepAsync("P", actor.Number, "'s handler is done");
        }
        else if (!actor.IsInArchive && IsBlob(call.Name))
        {
            actor.IsInArchive = true;
            await StepAsync("P", actor.Number, "calls handler B");
        }

        _turns.Decide(call, fate);
        if (await Task.WhenAny(call.Effect.Task, Task.Delay(Eventually.Deadline, TimeProvider.System)) != call.Effect.Task)
        {
            _worlds.Fail($"{actor} does not end the call {call.Name}.");
        }

        var isDone = await call.Effect.Task;
        if (NamesOf(call, fate, isDone) is { Length: > 0 } names)
        {
            if (!actor.HasBegun && actor.Message is { } message)
            {
                _worlds.Step(actor.Who, actor.Number, names);
                _worlds.Keep("the message that it took", world => message.Is(world.Workers[actor.Number].Message));
                actor.HasBegun = true;
            }
            else
            {
                actor.HasBegun = true;
                await StepAsync(actor.Who, actor.Number, names);
            }
        }

        // What was read of both rows counts as one step.
        if (actor is { IsUnsure: true, ReadsOfConflict: 1 })
        {
            await MakeFirstAsync(actor);
        }
    }

    private CallFate FateOf(Call call)
    {
        CallFate[] possible = call.Name switch
        {
            "GET record" =>
            [
                CallFate.Made,
                .. Model.Budget.Outages > 0 ? (CallFate[])[CallFate.Fails] : [],
                .. Model.Budget.StaleReads > 0 && Model.Shown > 0 ? (CallFate[])[CallFate.IsBehind] : [],
            ],
            "leave handler A" =>
            [
                CallFate.Made,
                .. Model.Budget.HandlerFailures > 0 ? (CallFate[])[CallFate.Fails] : [],
                .. Model.Budget.Rejections > 0 ? (CallFate[])[CallFate.Rejects] : [],
            ],
            "POST $batch" => [CallFate.Made, .. Model.Budget.LostResponses > 0 && !call.Actor.IsUnsure ? (CallFate[])[CallFate.ResponseIsLost] : []],
            _ when IsBlob(call.Name) => [CallFate.Made, .. Model.Budget.HandlerFailures > 0 ? (CallFate[])[CallFate.Fails] : []],
            _ => [CallFate.Made],
        };
        return possible[_random.Next(possible.Length)];
    }

    /// <summary>What the model calls a call that was made; nothing for one that belongs to the step before it.</summary>
    private string[] NamesOf(Call call, CallFate fate, bool isDone)
    {
        var actor = call.Actor;
        var isProcessor = actor.Who == "P";
        switch (call.Name)
        {
            case "GET record":
                // What is not found is asked for twice, the second time with the organisation set again.
                var isFound = fate == CallFate.Fails || _scenario.History[Model.Shown - (fate == CallFate.IsBehind ? 1 : 0)].Hash is not null;
                actor.AsksAgain = !isFound && !actor.AsksAgain;
                return actor.AsksAgain ? [] : fate switch
                {
                    CallFate.Fails => ["finds the API away"],
                    CallFate.IsBehind => ["fetches the record from a replica that is behind"],
                    _ => ["fetches the record"],
                };
            case "enter handler A":
                return ["calls handler A"];
            case "leave handler A":
                return [fate switch { CallFate.Fails => "'s handler throws", CallFate.Rejects => "'s handler rejects", _ => "'s handler is done" }];
            case var name when IsBlob(name):
                actor.IsInArchive = fate == CallFate.Made;
                return fate == CallFate.Made ? [] : ["'s handler throws"];
            case "POST StitchexEvents":
                return isDone ? ["is stored"] : _scenario.Events[_scenario.Deliveries[actor.Number].Event].Version is null ? ["finds the row"] : [];
            case "POST stitchex-events/messages":
                return isProcessor ? ["sends a message"] : ["has its message", "joins"];
            case var name when name.StartsWith("PUT StitchexEventIndex(", StringComparison.Ordinal) || name.StartsWith("PATCH StitchexEventIndex(", StringComparison.Ordinal):
                return !isProcessor ? ["has its index entry", "writes its index entry again"] : actor.Repairs-- > 0 ? [] : ["writes an index entry"];
            case "POST $batch" when fate == CallFate.ResponseIsLost:
                actor.IsUnsure = true;
                return ["commits, and its own retry is told that a row was changed"];
            case "POST $batch" when actor.IsUnsure:
                actor.ReadsOfConflict = 2;
                return [];
            case "POST $batch":
                actor.ReadsOfConflict = isDone ? 0 : 2;
                return [isDone ? "commits" : "is told that a row was changed"];
            case var name when name.StartsWith("PATCH StitchexEvents(", StringComparison.Ordinal):
                actor.ReadsOfConflict = isDone ? 0 : 2;
                return isDone ? ["commits the record alone", "moves the record alone"] : ["finds its lease lost", "cannot move the record alone"];
            case var name when name.StartsWith("GET StitchexEvents(", StringComparison.Ordinal):
                return Read(actor, isProcessor, name.Contains("RowKey='record'", StringComparison.Ordinal));
            default:
                _worlds.Fail($"{actor} made a call that has no name in the model: {call.Name}.");
                return [];
        }
    }

    private string[] Read(Actor actor, bool isProcessor, bool isOfRecord)
    {
        if (!isProcessor)
        {
            return ["finds the row"];
        }

        if (actor.ReadsOfConflict > 0)
        {
            actor.ReadsOfConflict--;
            if (actor is not { IsUnsure: true, ReadsOfConflict: 0 })
            {
                return [];
            }

            actor.IsUnsure = false;
            return ["reads its own commit", "reads another's commit"];
        }

        if (!isOfRecord)
        {
            // The entry of the day, and where the event is not final that of the open ones.
            var message = actor.Message!;
            actor.Repairs = !message.Content.WriteIndexEntry ? 0 : Model.Rows[message.Event] is { IsFinal: true } ? 1 : 2;
        }

        return [isOfRecord ? "reads the record's row" : "reads the event's row"];
    }

    private async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        var actor = Actor.Current.Value!;
        foreach (var name in (string[])["enter handler A", "leave handler A"])
        {
            var (call, fate) = await _turns.WaitAsync(actor, name);
            call.Effect.TrySetResult(true);
            switch (fate)
            {
                case CallFate.Fails:
                    throw new InvalidOperationException("A test fails.");
                case CallFate.Rejects:
                    throw new RejectRecordException("A test rejects.");
                case CallFate.Killed:
                    throw new ActorKilledException();
            }
        }
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
        : $"{row.State}/{row.Outcome} #{row.Sequence}, {row.CrashCount} crashes, started {row.StartedAt is not null}, missing {row.NotFoundSince is not null}, stale {row.StaleSince is not null}, older {row.OlderSince is not null}";

    private static string Describe(RecordRow record) =>
        $"record #{record.ChangeCount}, tombstone {record.IsTombstone}, deleted {record.DeletedAt is not null}, pending {record.PendingHash is not null}, done {HandlersOf(record)}, fence {record.FencingToken}, leased {record.LeaseOwner is not null}";

    private static string HandlersOf(RecordRow record) =>
        (record.CompletedHandlers ?? "").Replace(typeof(RecordingHandler).FullName!, World.Handlers[0], StringComparison.Ordinal).Replace(typeof(BlobRecordArchive).FullName!, World.Handlers[1], StringComparison.Ordinal);

    private static bool IsBlob(string name) => name.Contains($" {StorageNames.RecordsContainer}/", StringComparison.Ordinal);

    // The factory of clients wants a handler of its own for each.
    private sealed class Shared(ScenarioApi api) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            api.RespondAsync(request, () => base.SendAsync(request, cancellationToken));
    }
}
