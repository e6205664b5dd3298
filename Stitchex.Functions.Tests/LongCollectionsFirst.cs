using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Functions.Tests.EndToEnd.Dashboard;
using Stitchex.Functions.Tests.Hosting;
using Stitchex.Functions.Tests.Model;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Stitchex.Functions.Tests.LongCollectionsFirst", "Stitchex.Functions.Tests")]

namespace Stitchex.Functions.Tests;

/// <summary>
/// Begins with what runs longest: a collection's tests run one after the other, and one that begins last runs alone at the end, which leaves
/// processors idle. The tests in a browser share one.
/// </summary>
public sealed class LongCollectionsFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(DashboardApp),
        .. new[]
        {
            typeof(EveryDestinationTests), typeof(ConformanceTests), typeof(ProtocolModelTests), typeof(ClockCases), typeof(MessageCases),
            typeof(WorkerLifeTests), typeof(ChaosTests),
        }.Select(type => $"Test collection for {type.FullName}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => (uint)Array.IndexOf(Long, collection.DisplayName)).ThenBy(collection => collection.UniqueID);
}
