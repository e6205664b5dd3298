using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>
/// A fact that stands for all that need a Chromium where those are left out. It is skipped, and its name is the reason, for a run shows no
/// other.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Stitchex.Functions.Tests.EndToEnd.Dashboard.MissingChromiumFactDiscoverer", "Stitchex.Functions.Tests")]
internal sealed class MissingChromiumFactAttribute : FactAttribute
{
    public MissingChromiumFactAttribute()
    {
        DisplayName = $"All tests of the dashboard in a browser: {SystemChromium.Remedy}";
        Skip = SystemChromium.Remedy;
    }
}
