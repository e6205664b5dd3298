using System.Globalization;
using System.Text;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model.Conformance;

/// <summary>
/// The worlds in which the model may be after all that was seen of the real code so far. A step that it allows in none of them, or a state of storage that
/// is in none of them, fails the test.
/// </summary>
internal sealed class PossibleWorlds
{
    private readonly ModelSteps _steps;
    private readonly StringBuilder _trace = new();
    private IReadOnlyList<World> _worlds;
    private int _count;

    public PossibleWorlds(Scenario scenario, EventTransitions transitions)
    {
        _steps = new ModelSteps(scenario, transitions);
        _worlds = [_steps.First()];
    }

    /// <summary>Gets how often each kind of step was seen.</summary>
    public Dictionary<string, int> Seen { get; } = [];

    /// <summary>Gets the first of them.</summary>
    public World Any => _worlds[0];

    /// <summary>Gets what was seen, step by step.</summary>
    public string Trace => _trace.ToString();

    /// <summary>Whether the model allows a step now.</summary>
    public bool Allows(string who, int number, string what) => After(who, number, [what]).Any();

    /// <summary>Whether something holds in one of them.</summary>
    public bool May(Func<World, bool> holds) => _worlds.Any(holds);

    /// <summary>The real code took a step.</summary>
    /// <param name="who">Who took it, as the model calls it.</param>
    /// <param name="number">Which one of them.</param>
    /// <param name="whats">The names that the model may have for it.</param>
    public void Step(string who, int number, params string[] whats)
    {
        var after = After(who, number, whats).ToList();
        var step = $"{who}{number} {string.Join(" or ", whats)}";
        if (after.Count == 0)
        {
            Fail($"The real code took a step that the model does not allow: {step}.");
        }

        _trace.Append(CultureInfo.InvariantCulture, $"{++_count,4}. {step}\n{WorldText.Changes(_worlds[0], after[0].World)}");
        Seen[after[0].What] = Seen.GetValueOrDefault(after[0].What) + 1;
        _worlds = [.. after.Select(move => move.World)];
        if (_worlds.FirstOrDefault(world => world.Broken is not null) is { } broken)
        {
            Fail($"A promise is broken: {broken.Broken}.");
        }
    }

    /// <summary>Leaves out the worlds in which something does not hold that was seen.</summary>
    public void Keep(string seen, Func<World, bool> holds)
    {
        var kept = _worlds.Where(holds).ToList();
        if (kept.Count == 0)
        {
            Fail($"The model has no world with what was seen: {seen}.");
        }

        _worlds = kept;
    }

    /// <summary>Ends the test with what was seen.</summary>
    public void Fail(string what)
    {
        var next = string.Join("\n", _worlds.SelectMany(_steps.From).Select(move => $"  {move}").Distinct());
        Assert.Fail($"{what}\n{_trace}The model would allow:\n{next}\nRows: {string.Join("; ", Any.Rows.Select(row => row is null ? "none" : $"{row.State}/{row.Outcome} #{row.Sequence}"))}");
    }

    private IEnumerable<Move> After(string who, int number, string[] whats) =>
        _worlds.SelectMany(_steps.From).Where(move => move.Who == who && move.Number == number && whats.Contains(move.What));
}
