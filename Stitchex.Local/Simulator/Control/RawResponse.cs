namespace Stitchex.Local.Simulator.Control;

/// <summary>What the receiver responded to bytes that a person sent it.</summary>
internal sealed record RawResponse(int Status, string Body);
