using Xunit.Abstractions;
using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Finds what stands for the tests that need a Chromium, where there is none.</summary>
internal sealed class MissingChromiumFactDiscoverer(IMessageSink diagnosticMessageSink) : FactDiscoverer(diagnosticMessageSink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SystemChromium.IsMissingOnALaptop ? base.Discover(discoveryOptions, testMethod, factAttribute) : [];
}
