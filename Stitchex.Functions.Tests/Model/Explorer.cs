using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// Tries every order of a scenario's steps, breadth first, so that a trace is as short as can be. Only fingerprints are kept of the worlds that were seen,
/// and of each one how it was reached; a trace is played again from the start.
/// </summary>
internal sealed class Explorer(Scenario scenario, EventTransitions transitions)
{
    private const int DefaultMaxWorlds = 2_000_000;

    private readonly ModelSteps _steps = new(scenario, transitions);
    private readonly Promises _promises = new(scenario);
    private readonly Dictionary<UInt128, int> _seen = [];
    private readonly List<(int From, int Ordinal)> _reached = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly List<int> _atRest = [];

    /// <summary>Tries everything, until a promise is broken. That there is more than is thought counts as broken.</summary>
    public Exploration Run()
    {
        var explored = Run(DefaultMaxWorlds);
        return explored.IsComplete ? explored : explored with { Broken = "there is no end to it" };
    }

    /// <summary>Tries all that is near, until a promise is broken.</summary>
    /// <param name="maxWorlds">How many worlds are looked at, the nearest first.</param>
    public Exploration Run(int maxWorlds)
    {
        var frontier = new Queue<(World World, int Number)>();
        var first = _steps.First();
        _seen.Add(Fingerprint.Compute(first), 0);
        _reached.Add((-1, -1));
        frontier.Enqueue((first, 0));
        while (frontier.TryDequeue(out var from))
        {
            var moves = _steps.From(from.World);
            for (var ordinal = 0; ordinal < moves.Count; ordinal++)
            {
                var world = moves[ordinal].World;
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, Fingerprint.Compute(world), out var wasSeen);
                number = wasSeen ? number : _reached.Count;
                _edges.Add((from.Number, number));
                if (wasSeen)
                {
                    continue;
                }

                _reached.Add((from.Number, ordinal));
                if (_promises.BrokenBy(world) is { } broken)
                {
                    return Result(broken, number);
                }

                if (_reached.Count >= maxWorlds)
                {
                    return new Exploration(_reached.Count, _atRest.Count, Broken: null, "") { IsComplete = false };
                }

                if (_promises.IsAtRest(world))
                {
                    _atRest.Add(number);
                }

                frontier.Enqueue((world, number));
            }
        }

        return FindStuck() is { } stuck ? Result("it can never come to rest", stuck) : new Exploration(_reached.Count, _atRest.Count, Broken: null, "");
    }

    // Wherever a run has come to, it must be possible for it to come to rest, where the promises about the end are checked.
    private int? FindStuck()
    {
        var into = new int[_reached.Count + 1];
        foreach (var (_, to) in _edges)
        {
            into[to + 1]++;
        }

        for (var i = 1; i < into.Length; i++)
        {
            into[i] += into[i - 1];
        }

        var sources = new int[_edges.Count];
        var filled = into.ToArray();
        foreach (var (from, to) in _edges)
        {
            sources[filled[to]++] = from;
        }

        var canRest = new bool[_reached.Count];
        var open = new Stack<int>(_atRest);
        _atRest.ForEach(number => canRest[number] = true);
        while (open.TryPop(out var number))
        {
            for (var i = into[number]; i < into[number + 1]; i++)
            {
                if (!canRest[sources[i]])
                {
                    canRest[sources[i]] = true;
                    open.Push(sources[i]);
                }
            }
        }

        var stuck = Array.IndexOf(canRest, false);
        return stuck < 0 ? null : stuck;
    }

    private Exploration Result(string broken, int number)
    {
        var ordinals = new Stack<int>();
        for (var at = number; _reached[at].From >= 0; at = _reached[at].From)
        {
            ordinals.Push(_reached[at].Ordinal);
        }

        var trace = new StringBuilder($"{scenario.Name}: {broken}\n");
        var world = _steps.First();
        var step = 0;
        foreach (var ordinal in ordinals)
        {
            var move = _steps.From(world)[ordinal];
            trace.Append(CultureInfo.InvariantCulture, $"{++step,4}. {move}\n{WorldText.Changes(world, move.World)}");
            world = move.World;
        }

        return new Exploration(_reached.Count, _atRest.Count, broken, trace.ToString());
    }
}
