namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>The start of something that was quarantined.</summary>
/// <param name="Text">Its text; what is no UTF-8 is shown as U+FFFD.</param>
/// <param name="IsTruncated">Whether there was more.</param>
internal sealed record QuarantineContent(string Text, bool IsTruncated);
