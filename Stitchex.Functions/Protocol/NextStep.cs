namespace Stitchex.Functions.Protocol;

/// <summary>What follows a decision.</summary>
internal abstract record NextStep
{
    /// <summary>The message is done with.</summary>
    public sealed record Stop : NextStep;

    /// <summary>The record's lease is to be taken.</summary>
    public sealed record AcquireLease : NextStep;

    /// <summary>The record is to be fetched.</summary>
    public sealed record Fetch : NextStep;

    /// <summary>A change is to be delivered.</summary>
    public sealed record Dispatch(Change Change) : NextStep;
}
