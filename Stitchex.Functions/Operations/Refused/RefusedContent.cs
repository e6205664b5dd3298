namespace Stitchex.Functions.Operations.Refused;

/// <summary>The start of something that was refused.</summary>
/// <param name="Text">Its text; what is no UTF-8 is shown as U+FFFD.</param>
/// <param name="IsTruncated">Whether there was more.</param>
internal sealed record RefusedContent(string Text, bool IsTruncated);
