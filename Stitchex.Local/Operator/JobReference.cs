namespace Stitchex.Local.Operator;

/// <summary>A job that was started.</summary>
/// <param name="Id">Its id.</param>
internal sealed record JobReference(string Id);
