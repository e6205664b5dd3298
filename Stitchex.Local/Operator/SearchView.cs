namespace Stitchex.Local.Operator;

/// <summary>What a deployment found.</summary>
/// <param name="Query">What was looked for.</param>
/// <param name="Records">The records.</param>
/// <param name="Events">The events.</param>
/// <param name="HasMore">Whether there may be more.</param>
/// <param name="LookedIn">Where it was looked for.</param>
internal sealed record SearchView(
    string Query, IReadOnlyList<FoundRecordView> Records, IReadOnlyList<EventLine> Events, bool HasMore, IReadOnlyList<string> LookedIn);
