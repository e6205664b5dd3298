namespace Stitchex.Functions.Events;

/// <summary>A decision: what to do, in order, and what follows.</summary>
/// <param name="Effects">What to do.</param>
/// <param name="Next">What follows when all of it is done.</param>
internal sealed record Transition(IReadOnlyList<Effect> Effects, NextStep Next)
{
    /// <summary>Does nothing more with this message.</summary>
    public static Transition Stop(params IReadOnlyList<Effect> effects) => new(effects, new NextStep.Stop());
}

/// <summary>What follows a decision.</summary>
internal abstract record NextStep
{
    /// <summary>The message is done with.</summary>
    public sealed record Stop : NextStep;

    /// <summary>The record's lease is to be taken.</summary>
    public sealed record Begin : NextStep;

    /// <summary>The record is to be fetched.</summary>
    public sealed record Fetch : NextStep;

    /// <summary>A change is to be handed on.</summary>
    public sealed record HandOn(Change Change) : NextStep;
}
