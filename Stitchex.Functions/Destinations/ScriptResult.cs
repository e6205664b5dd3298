namespace Stitchex.Functions.Destinations;

/// <summary>What a script made of a change.</summary>
internal abstract record ScriptResult
{
    /// <summary>The destination does not get it.</summary>
    public sealed record Skipped : ScriptResult;

    /// <summary>The destination gets this.</summary>
    /// <param name="Data">JSON in UTF-8.</param>
    public sealed record Shaped(ReadOnlyMemory<byte> Data) : ScriptResult;

    /// <summary>Nothing, for the script has a fault.</summary>
    /// <param name="Error">What went wrong, and where in the script.</param>
    /// <param name="IsFinal">Whether the same change ends in the same fault. Time alone differs from one run to the next.</param>
    public sealed record Failed(string Error, bool IsFinal) : ScriptResult;
}
