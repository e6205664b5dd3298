using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <content>The calls of the real code, and what the model calls them.</content>
internal sealed partial class ConformanceRun
{
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

    private static bool IsBlob(string name) => name.Contains($" {StorageNames.RecordsContainer}/", StringComparison.Ordinal);
}
