namespace Stitchex.Functions.Tests.Infra;

internal sealed record BicepResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Warnings leave the exit code at 0, so only silence counts as success.</summary>
    public BicepResult MustBeSilent()
    {
        Assert.True(ExitCode == 0 && Errors.Length == 0, $"exit code {ExitCode}{Environment.NewLine}{Errors}{Output}");

        return this;
    }
}
