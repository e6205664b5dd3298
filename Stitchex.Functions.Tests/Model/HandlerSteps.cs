using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Dispatching a change on, as in <see cref="Stitchex.Functions.Processing.RecordDispatcher"/>: before each handler the lease is checked, and its end cancels the handler.</summary>
internal sealed class HandlerSteps(Scenario scenario, Protocol protocol)
{
    private const int All = 0b11;

    public void Add(World world, int i, Worker worker, List<(string What, World World)> steps)
    {
        if (worker.Phase == Phase.Dispatching)
        {
            steps.Add(worker.Lease == LeaseLife.IsOver
                ? ("finds its lease over", End(world, i, worker, new DispatchFailure.LeaseLost()))
                : Enter(world, i, worker));
            return;
        }

        if (scenario.KillsTheProcess)
        {
            return;
        }

        var handing = worker.Dispatching!;
        var done = worker with { Dispatching = handing with { Done = handing.Done | (1 << worker.Handler) } };
        var journals = world.Journals.SetItem(worker.Handler, world.Journals[worker.Handler].Completed(handing.Given));
        steps.Add(GoOn("'s handler is done", world with { Journals = journals }, i, done));
        if (world.Budget.HandlerFailures > 0)
        {
            var failed = world with { Budget = world.Budget with { HandlerFailures = world.Budget.HandlerFailures - 1 } };
            steps.Add(Fail("'s handler throws", failed, i, worker, new DispatchFailure.Failed("threw")));
        }

        if (world.Budget.Rejections > 0)
        {
            var rejected = world with { Budget = world.Budget with { Rejections = world.Budget.Rejections - 1 } };
            steps.Add(Fail("'s handler rejects", rejected, i, worker, new DispatchFailure.Rejected("no")));
        }

        if (world.Budget.Postponements > 0)
        {
            var postponed = world with { Budget = world.Budget with { Postponements = world.Budget.Postponements - 1 } };
            steps.Add(Fail("'s handler asks for later", postponed, i, worker, new DispatchFailure.RetryLater("busy", TimeSpan.Zero)));
        }
    }

    /// <summary>The end of a lease cancels the handler that is running under it, and no other one is called.</summary>
    public World Cancel(World world, int i) => End(CutOff(world, world.Workers[i]), i, world.Workers[i], new DispatchFailure.LeaseLost());

    /// <summary>Before the first handler, the record's row turns out to be another's.</summary>
    public World LoseLease(World world, int i, Worker worker) => End(world, i, worker, new DispatchFailure.LeaseLost());

    // Where no lease can end between two handlers, nothing else can make a difference there either.
    private (string What, World World) GoOn(string what, World world, int i, Worker worker) => worker.Dispatching! switch
    {
        { Passed: All } handing => (what, End(world, i, worker, handing.Worst)),
        _ when world.Budget.Stalls > 0 => (what, world.With(i, worker with { Phase = Phase.Dispatching })),
        _ => Enter(world, i, worker),
    };

    // What a failed handler did with the change is not known, so it may come again. The others are called all the same.
    private (string What, World World) Fail(string what, World world, int i, Worker worker, DispatchFailure failure)
    {
        DispatchFailure[] failures = worker.Dispatching!.Worst is { } worst ? [worst, failure] : [failure];
        return GoOn(what, CutOff(world, worker), i, worker with { Dispatching = worker.Dispatching with { Worst = DispatchFailure.WorstOf(failures) } });
    }

    private static World CutOff(World world, Worker worker) => world with
    {
        Journals = world.Journals.SetItem(worker.Handler, world.Journals[worker.Handler].CutOff(worker.Dispatching!.Given)),
    };

    private World End(World world, int i, Worker worker, DispatchFailure? failure)
    {
        var plan = protocol.Delivered(world, worker, failure);
        var next = ProcessorSteps.Follow(world, i, worker with { Stage = Stage.Ending }, plan);
        return failure is DispatchFailure.RetryLater && worker.Row!.FailingSince is null && plan.Effects.Any(it => it.Row?.FailingSince is not null)
            ? next.Breaking("a destination that asks for later begins an event's 48 hours")
            : next;
    }

    private (string What, World World) Enter(World world, int i, Worker worker)
    {
        var handing = worker.Dispatching!;
        if (handing.Passed == All)
        {
            return ("has nobody left to call", End(world, i, worker, handing.Worst));
        }

        var handler = (handing.Passed & 1) == 0 ? 0 : 1;
        var journal = world.Journals[handler];
        var next = world.With(i, worker with { Phase = Phase.InHandler, Handler = handler, Dispatching = handing with { Called = handing.Called | (1 << handler) } });
        next = next with { Journals = world.Journals.SetItem(handler, journal.With(handing.Given, worker.Record.FencingToken)) };
        if (world.Workers.Where((w, other) => other != i && w.Phase == Phase.InHandler).Any())
        {
            next = next.Breaking("two processors are inside handlers at once");
        }

        return ($"calls handler {World.Handlers[handler]}", journal.Objection(handing.Given, worker.Record.FencingToken) is { } objection ? next.Breaking(objection) : next);
    }
}
