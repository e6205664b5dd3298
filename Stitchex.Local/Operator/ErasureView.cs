namespace Stitchex.Local.Operator;

/// <summary>What an erasure has erased, or would erase, as a deployment shows it.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Numbers">How many numbers that people know the records by.</param>
/// <param name="Archived">How many archived records.</param>
/// <param name="Quarantined">How many quarantined items.</param>
internal sealed record ErasureView(int Events, int Numbers, int Archived, int Quarantined);
