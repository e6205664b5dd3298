namespace Stitchex.Functions.Tests.Model;

/// <summary>One change that a handler was given.</summary>
/// <param name="Number">The number in the change's id.</param>
/// <param name="Hash">The hash in the change's id.</param>
/// <param name="Moment">The moment of the record's history that it shows.</param>
/// <param name="WasInterrupted">Whether a crash, a lost lease or the handler's own failure allows it to come again.</param>
/// <param name="Redelivery">The redelivery in the change's id, counted from 1; 0 for none.</param>
/// <param name="IsDone">Whether the handler was done with it once.</param>
internal readonly record struct Given(int Number, string Hash, int Moment, bool WasInterrupted, int Redelivery = 0, bool IsDone = false)
{
    /// <summary>Whether another change has the same id.</summary>
    public bool HasIdOf(Given other) => Number == other.Number && Hash == other.Hash && Redelivery == other.Redelivery;

    /// <inheritdoc/>
    public override string ToString() => $"@{Number}-{Hash}{(Redelivery == 0 ? "" : $"-{Redelivery}")}{(WasInterrupted ? "?" : "")}";
}
