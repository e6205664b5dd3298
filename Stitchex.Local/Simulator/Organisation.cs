namespace Stitchex.Local.Simulator;

/// <summary>One brand's account: records belong to exactly one.</summary>
internal sealed record Organisation(long Id, string Name);
