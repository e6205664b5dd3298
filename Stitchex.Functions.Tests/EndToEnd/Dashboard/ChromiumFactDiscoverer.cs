using Xunit.Abstractions;
using Xunit.Sdk;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Finds facts that need a Chromium, where there is one.</summary>
internal sealed class ChromiumFactDiscoverer(IMessageSink diagnosticMessageSink) : FactDiscoverer(diagnosticMessageSink)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        SystemChromium.IsMissingOnALaptop ? [] : base.Discover(discoveryOptions, testMethod, factAttribute);
}
