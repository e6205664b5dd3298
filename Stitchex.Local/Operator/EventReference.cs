namespace Stitchex.Local.Operator;

/// <summary>An event that was made, or is tried again.</summary>
/// <param name="EventId">Its id.</param>
internal sealed record EventReference(string EventId);
