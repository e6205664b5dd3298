namespace Stitchex.Functions.Api;

/// <summary>When a login was rejected, and when it is tried again.</summary>
/// <param name="At">When the API rejected it.</param>
/// <param name="NextAt">When it is tried again.</param>
/// <param name="SharedAt">When the API rejected it, by the clock that instances share.</param>
internal sealed record LoginRejection(DateTimeOffset At, DateTimeOffset NextAt, DateTimeOffset SharedAt);
