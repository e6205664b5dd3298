namespace Stitchex.Functions.Tests.Storage;

/// <inheritdoc cref="UnixFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the test elsewhere.</summary>
    public UnixTheoryAttribute() => Skip = new UnixFactAttribute().Skip;
}
