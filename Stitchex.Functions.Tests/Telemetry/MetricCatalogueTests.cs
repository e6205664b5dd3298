using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Stitchex.Functions.Telemetry;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed partial class MetricCatalogueTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Instruments_AreThoseOfTheList()
    {
        await using var app = await ReceiverApp.StartAsync(azurite);
        using var metrics = new RecordedMetrics(app.Services);

        Assert.Equal(
            MetricCatalogue.All.Select(metric => (metric.Name, metric.Kind, (string?)metric.Unit, (string?)metric.Description)).Order(),
            metrics.Instruments.Select(instrument => (instrument.Name, KindOf(instrument), instrument.Unit, instrument.Description)).Order());
    }

    [Fact]
    public void Names_FollowTheConventionsOfOpenTelemetry() => Assert.All(MetricCatalogue.All, metric =>
    {
        Assert.Matches(Name(), metric.Name);
        Assert.All(metric.Attributes, attribute => Assert.Matches(Name(), attribute.Key));
        Assert.EndsWith(".", metric.Description, StringComparison.Ordinal);
    });

    [Fact]
    public void Numbers_AndNamesOfLogEvents_AreEachUsedOnce()
    {
        Assert.Equal(LogEvent.All.DistinctBy(log => log.Id), LogEvent.All);
        Assert.Equal(LogEvent.All.DistinctBy(log => log.Name), LogEvent.All);
    }

    private static MetricKind KindOf(Instrument instrument) => instrument switch
    {
        Counter<long> => MetricKind.Counter,
        Histogram<double> => MetricKind.Histogram,
        Gauge<long> or Gauge<double> => MetricKind.Gauge,
        _ => throw new ArgumentOutOfRangeException(nameof(instrument), instrument, "Nobody uses such instruments."),
    };

    [GeneratedRegex("^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+$")]
    private static partial Regex Name();
}
