namespace Stitchex.Local.Simulator.Control;

/// <summary>How many requests a minute the API should take.</summary>
internal sealed record RateLimitSettings(int PerMinute, bool SaysRetryAfter = true);
