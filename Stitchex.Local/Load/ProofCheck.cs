namespace Stitchex.Local.Load;

/// <summary>One thing that has to hold of each of many.</summary>
/// <param name="Name">What has to hold.</param>
/// <param name="Checked">How many were looked at.</param>
/// <param name="Misses">What does not hold, a sentence each.</param>
internal sealed record ProofCheck(string Name, int Checked, IReadOnlyList<string> Misses)
{
    /// <summary>Gets a value indicating whether it holds. What was looked at nowhere shows nothing.</summary>
    public bool Holds => Checked > 0 && Misses.Count == 0;
}
