namespace Stitchex.Local.Chaos.Journal;

/// <summary>Lets handlers fail by chance.</summary>
/// <param name="share">The share of calls that fail.</param>
internal sealed class ChanceOfFailure(double share)
{
    /// <summary>Fails, or does not.</summary>
    public void Take()
    {
        if (Random.Shared.NextDouble() < share)
        {
            throw new InvalidOperationException("This handler fails now and then.");
        }
    }
}
