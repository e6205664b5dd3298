namespace Stitchex.Local.Simulator.Control;

/// <summary>What the receiver answered to bytes that a person sent it.</summary>
internal sealed record RawAnswer(int Status, string Body);
