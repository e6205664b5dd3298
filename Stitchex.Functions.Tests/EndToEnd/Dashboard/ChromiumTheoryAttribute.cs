using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <inheritdoc cref="ChromiumFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Stitchex.Functions.Tests.EndToEnd.Dashboard.ChromiumTheoryDiscoverer", "Stitchex.Functions.Tests")]
internal sealed class ChromiumTheoryAttribute : TheoryAttribute;
