using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A scenario's first world, and all that may follow a world.</summary>
internal sealed class ModelSteps
{
    private readonly Scenario _scenario;
    private readonly ReceiverSteps _receiver;
    private readonly ProcessorSteps _processors;
    private readonly EnvironmentSteps _environment;

    public ModelSteps(Scenario scenario, EventTransitions transitions)
    {
        var protocol = new Protocol(scenario, transitions);
        _scenario = scenario;
        _receiver = new ReceiverSteps(scenario, protocol);
        _processors = new ProcessorSteps(scenario, protocol);
        _environment = new EnvironmentSteps(scenario, protocol);
    }

    /// <summary>The world before anything happened.</summary>
    public World First()
    {
        var world = new World
        {
            Rows = [.. _scenario.Events.Select(_ => (EventRow?)null)],
            IndexEntries = [.. _scenario.Events.Select(_ => IndexEntries.None)],
            Senders = [.. _scenario.Deliveries.Select(_ => default(Sender))],
            Budget = _scenario.Budget,
        };
        return _scenario.IsKnown ? Knowing(world, _scenario.History[0]) : world;
    }

    /// <summary>Each step that may be taken next, always in the same order.</summary>
    public List<Move> From(World world)
    {
        var moves = new List<Move>();
        _receiver.Add(world, moves);
        _processors.Add(world, moves);
        _environment.Add(world, moves);
        return moves;
    }

    private static World Knowing(World world, Content content) => world with
    {
        Record = new RecordRow { Version = content.Version, Hash = content.Hash, ChangeCount = 1, FetchedAt = ModelTime.Fresh },
        Journals = [.. world.Journals.Select(j => j.With(new Given(1, content.Hash!, Moment: 0, WasInterrupted: false, IsDone: true), j.FencingToken))],
    };
}
