namespace Stitchex.Local.Simulator.Api;

/// <summary>How often one kind of request got one kind of response.</summary>
internal sealed record RequestCount(string Method, string Template, int Status, long Count);
