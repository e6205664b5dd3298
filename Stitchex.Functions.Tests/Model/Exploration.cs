namespace Stitchex.Functions.Tests.Model;

/// <summary>What came of trying everything.</summary>
/// <param name="Worlds">How many different worlds were reached.</param>
/// <param name="AtRest">How many of them had come to rest.</param>
/// <param name="Broken">The promise that was broken; null when none was.</param>
/// <param name="Trace">How it came to that, step by step.</param>
internal sealed record Exploration(int Worlds, int AtRest, string? Broken, string Trace)
{
    /// <summary>Gets a value indicating whether all was tried, or as much as shows what is broken.</summary>
    public bool IsComplete { get; init; } = true;
}
