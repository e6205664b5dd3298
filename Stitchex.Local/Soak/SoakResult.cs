using Stitchex.Local.Demo;

namespace Stitchex.Local.Soak;

/// <summary>What came of watching.</summary>
/// <param name="Samples">What the process held, in order.</param>
/// <param name="Events">How many events there were.</param>
/// <param name="Archive">Whether all records arrived in the end.</param>
/// <param name="Faults">What was wrong, a sentence each.</param>
internal sealed record SoakResult(IReadOnlyList<SoakSample> Samples, long Events, Verdict Archive, IReadOnlyList<string> Faults)
{
    /// <summary>Gets a value indicating whether all was well.</summary>
    public bool IsGood => Faults.Count == 0;
}
