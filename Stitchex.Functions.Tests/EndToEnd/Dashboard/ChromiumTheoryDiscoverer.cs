using Xunit.Abstractions;
using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Finds theories that need a Chromium, where there is one.</summary>
internal sealed class ChromiumTheoryDiscoverer(IMessageSink diagnosticMessageSink) : TheoryDiscoverer(diagnosticMessageSink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        SystemChromium.IsMissingOnALaptop ? [] : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
