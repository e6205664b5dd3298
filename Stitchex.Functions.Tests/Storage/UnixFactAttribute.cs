namespace Stitchex.Functions.Tests.Storage;

/// <summary>A test of what only Unix has: its shell, or signals that a terminal sends to a group of processes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    /// <summary>Skips the test elsewhere.</summary>
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "It is for Unix: Windows has no such signals and shell." : null;
}
