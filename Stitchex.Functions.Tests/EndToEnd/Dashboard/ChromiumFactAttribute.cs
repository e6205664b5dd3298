using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>
/// A fact that needs a Chromium: left out on a laptop without one, where <see cref="MissingChromiumTests"/> stands for all; failed on a
/// build machine.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Stitchex.Functions.Tests.EndToEnd.Dashboard.ChromiumFactDiscoverer", "Stitchex.Functions.Tests")]
internal sealed class ChromiumFactAttribute : FactAttribute;
