namespace Stitchex.Functions.Protocol;

/// <summary>A decision: what to do, in order, and what follows.</summary>
/// <param name="Effects">What to do.</param>
/// <param name="Next">What follows when all of it is done.</param>
internal sealed record Transition(IReadOnlyList<Effect> Effects, NextStep Next)
{
    /// <summary>Does nothing more with this message.</summary>
    public static Transition Stop(params IReadOnlyList<Effect> effects) => new(effects, new NextStep.Stop());
}
