using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <content>All that could be done next, and doing it.</content>
internal sealed partial class ConformanceRun
{
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
            if (actor.HasBegun && !IsRedelivery(actor) && Model.Budget.Crashes > 1 && _worlds.Allows(actor.Who, actor.Number, KillOf(actor)) && _random.Next(4) == 0)
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

    private void AddResolutions(List<Func<Task>> choices)
    {
        for (var e = 0; e < _ids.Length; e++)
        {
            var @event = e;
            var operations = _app.Services.GetRequiredService<EventOperations>();
            foreach (var (what, end) in new (string, Func<string, Stream, CancellationToken, string?, Task<OperatorResponse>>)[]
            {
                ("resolves", operations.ResolveAsync),
                ("ends the retries", operations.DeadLetterAsync),
            })
            {
                if (_worlds.Allows("operator", e, what))
                {
                    choices.Add(async () =>
                    {
                        var note = new MemoryStream("""{"note":"by hand"}"""u8.ToArray());
                        var response = await end($"{_ids[@event]}", note, CancellationToken.None, null);
                        Assert.Equal(HttpStatusCode.OK, response.Status);
                        await StepAsync("operator", @event, what);
                    });
                }
            }
        }
    }

    private async Task DeliverAsync(int number)
    {
        // The model counts inserts as seconds.
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var @event = _scenario.Deliveries[number].Event;
        var actor = Start(new Actor("delivery", number), async () =>
        {
            if (_scenario.Events[@event].RedeliverTo is { } handler)
            {
                await _app.Services.GetRequiredService<Redeliverer>().RedeliverAsync(
                    JobOf(@event, handler), _ids[@event].PartitionKey, CancellationToken.None);
                return;
            }

            var body = _api.BodyOf(@event);
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

    private Job JobOf(int @event, string handler)
    {
        var now = _time.GetUtcNow();
        return new Job
        {
            Id = JobIdOf(@event),
            Kind = JobKind.Redeliver,
            Query = $"resource={ScenarioApi.Resource}",
            RedeliverTo = handler switch { "A" => typeof(RecordingHandler).FullName, "B" => typeof(BlobRecordArchive).FullName, _ => handler },
            StartedAt = now,
            UpdatedAt = now,
            RatePerMinute = 1,
        };
    }

    private static string JobIdOf(int @event) => $"job-{@event}";

    // A redelivery that was cut off is asked for anew, and is another event then.
    private bool IsRedelivery(Actor actor) => actor is { Who: "delivery" } && _scenario.Events[_scenario.Deliveries[actor.Number].Event].RedeliverTo is not null;

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
            _worlds.Keep($"{actor} is done", world => world.Senders[actor.Number].Phase == SenderPhase.Responded);
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
}
