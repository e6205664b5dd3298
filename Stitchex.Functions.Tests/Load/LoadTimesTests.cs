using Stitchex.Functions.Events;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Load;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Load;

/// <summary>The figures of a load, from what was noted of each delivery.</summary>
public sealed class LoadTimesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RecordKey Invoice = new("invoice", "7");

    [Fact]
    public void Percentiles_AreTimesThatOccurred() =>
        Assert.Equal(new Percentiles(50, 95, 99, 100), Percentiles.From(Enumerable.Range(1, 100).Reverse().Select(ms => TimeSpan.FromMilliseconds(ms))));

    [Fact]
    public void PercentilesOfOneTime_AreThatTime() => Assert.Equal(new Percentiles(7, 7, 7, 7), Percentiles.From([TimeSpan.FromMilliseconds(7)]));

    [Fact]
    public void PercentilesOfNothing_AreNotNumbers() => Assert.True(double.IsNaN(Percentiles.From([]).P50));

    [Fact]
    public void Rate_CountsEachEventOnce_WhenItIsFirstAcknowledged() => Assert.Equal(
        0.5,
        LoadTimes.RateOf(
        [
            DeliveryAt('1', 0),
            DeliveryAt('1', 60),
            DeliveryAt('2', 1) with { IsAcknowledged = false },
            DeliveryAt('2', 3),
        ]));

    [Fact]
    public void Handling_LastsFromTheFirstDelivery_UntilTheChangeOrANewerOneIsDelivered()
    {
        var history = new RecordJournal(Invoice, ["v1", "v2", "v3"]);
        var delivered = DeliveredRecord.AllOf([history], [Taken("v1", 5), Taken("v3", 9)]);
        SentEvent[] sent = [SentAt('1', 0), SentAt('2', 1), SentAt('3', 2)];
        LoadDelivery[] deliveries = [DeliveryAt('1', 1), DeliveryAt('1', 4), DeliveryAt('2', 2), DeliveryAt('3', 30)];

        Assert.Equal([4, 7, 0], LoadTimes.HandlingOf(sent, deliveries, delivered).Select(time => time.TotalSeconds));
    }

    private static SentEvent SentAt(char hash, int position) => new(StitchexEventId.Create(Invoice.Resource, Invoice.Id, "update", new string(hash, 32)), Invoice, position);

    private static LoadDelivery DeliveryAt(char hash, int seconds) =>
        new(new string(hash, 32), Start.AddSeconds(seconds), Waited: TimeSpan.Zero, Took: TimeSpan.FromSeconds(1), IsAcknowledged: true);

    private static JournalEntry Taken(string hash, int seconds) => new(JournalEntryKind.End) { Record = Invoice, Hash = hash, At = Start.AddSeconds(seconds) };
}
