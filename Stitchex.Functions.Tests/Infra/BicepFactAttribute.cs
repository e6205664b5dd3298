namespace Stitchex.Functions.Tests.Infra;

/// <summary>A fact that needs the Bicep CLI, and is skipped on a platform that no package of it is known for.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    internal const string Reason = "No package of the Bicep CLI is known for this platform: see Stitchex.Functions.Tests.csproj.";

    public BicepFactAttribute()
    {
        if (!BicepCli.IsAvailable)
        {
            Skip = Reason;
        }
    }
}
