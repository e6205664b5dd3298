namespace Stitchex.Functions.Tests.Model;

/// <summary>One step that may be taken.</summary>
/// <param name="Who">Who takes it.</param>
/// <param name="Number">Which one of them.</param>
/// <param name="What">What is done.</param>
/// <param name="World">What there is then.</param>
internal readonly record struct Move(string Who, int Number, string What, World World)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Who}{Number} {What}";
}
