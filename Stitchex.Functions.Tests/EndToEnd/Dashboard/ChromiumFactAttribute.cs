namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>A fact that needs a Chromium: skipped on a laptop without one, failed on a build machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (SystemChromium.IsMissingOnALaptop)
        {
            Skip = SystemChromium.Remedy;
        }
    }
}
