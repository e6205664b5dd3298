namespace Stitchex.Local.Operator;

/// <summary>Asks for records to be erased.</summary>
/// <param name="Records">The records, each as <c>resource/id</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="StayForgotten">Whether webhooks of them that come later are not kept either.</param>
/// <param name="DryRun">Whether to count only.</param>
internal sealed record ErasureBody(IReadOnlyList<string> Records, string Reason, bool StayForgotten, bool DryRun);
