namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <inheritdoc cref="ChromiumFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute()
    {
        if (SystemChromium.IsMissingOnALaptop)
        {
            Skip = SystemChromium.Remedy;
        }
    }
}
