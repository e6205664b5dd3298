namespace Stitchex.Functions.Tests.Infra;

/// <inheritdoc cref="BicepFactAttribute" />
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute()
    {
        if (!BicepCli.IsAvailable)
        {
            Skip = BicepFactAttribute.Reason;
        }
    }
}
