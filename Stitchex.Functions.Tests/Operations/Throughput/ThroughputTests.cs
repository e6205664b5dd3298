using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Throughput;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Throughput;

public sealed class ThroughputTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private ThroughputOperations Throughput => App.Services.GetRequiredService<ThroughputOperations>();

    [Fact]
    public async Task Hours_AreThe24UpToNow_OldestFirst()
    {
        // Well within an hour, so that none ends meanwhile.
        await AdvanceAsync(TimeSpan.FromHours(1) - TimeSpan.FromTicks(TimeProvider.System.GetUtcNow().UtcTicks % TimeSpan.TicksPerHour) + TimeSpan.FromMinutes(10));
        await StoreAsync(EventState.Received);
        var at = (await App.OnlyEventRowAsync()).GetDateTimeOffset("ReceivedAt")!.Value;
        await AdvanceAsync(TimeSpan.FromHours(2));
        await StoreAsync(EventState.Received);

        var hours = await HoursAsync();

        Assert.Equal(24, hours.Count);
        Assert.All(hours.Zip(hours.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(1), StartOf(pair.Second!) - StartOf(pair.First!)));
        Assert.Equal((1, $"{at:yyyy-MM-dd'T'HH}:00:00Z"), ((int)hours[21]!["received"]!, (string)hours[21]!["start"]!));
        Assert.Equal((1, false), ((int)hours[23]!["received"]!, (bool)hours[23]!["isEstimate"]!));
        Assert.Equal(2, hours.Sum(hour => (int)hour!["received"]!));
    }

    [Fact]
    public async Task Outcomes_AreOfTheHourOfReceipt_AndOfTheResource_WithHowSoon()
    {
        // Well within half an hour, so that none ends meanwhile.
        var sinceHour = TimeSpan.FromTicks(TimeProvider.System.GetUtcNow().UtcTicks % TimeSpan.TicksPerHour);
        await AdvanceAsync(TimeSpan.FromHours(1) - sinceHour + TimeSpan.FromMinutes(10));
        await StoreAsync(EventState.DeadLettered, EventOutcome.Rejected);
        await StoreAsync(EventState.Retrying);
        var at = (await App.EventRowsAsync())[0].GetDateTimeOffset("ReceivedAt")!.Value;
        foreach (var seconds in new[] { 1, 2, 90 })
        {
            // Its second attempt delivered it; a third one, a minute later, only confirmed that.
            await StoreAsync(EventState.Completed, EventOutcome.Handled, row =>
            {
                row["ReceivedAt"] = at;
                row["OpenedAt"] = at;
                row["StoredAfterMilliseconds"] = 4 * seconds;
                row["Attempts"] = AttemptHistory.Empty
                    .With(at, "Retrying", 503, "away")
                    .With(at.AddSeconds(seconds), "Handled", 200, null)
                    .With(at.AddSeconds(seconds + 60), "Handled", 200, null)
                    .ToString();
            });
        }

        var report = Json(await Throughput.GetOutcomesAsync(CancellationToken.None));

        var events = report["hours"]!.AsArray()[^1]!["events"]!;
        Assert.Equal((3, 1), ((int)events["completed"]!, (int)events["waiting"]!));
        Assert.Equal((1, 0), ((int)events["deadLettered"]!, (int)events["resolved"]!));
        Assert.Equal((2d, 90d), LatencyOf(events["delivered"]!));
        Assert.Equal((0.008d, 0.36d), LatencyOf(events["stored"]!));
        var resource = Assert.Single(report["resources"]!.AsArray())!;
        Assert.Equal(("invoice", (0.008d, 0.36d)), ((string)resource["resource"]!, LatencyOf(resource["events"]!["stored"]!)));
        Assert.Null(report["hours"]!.AsArray()[0]!["events"]!["stored"]);
        Assert.Equal(
            [(4, 1_000), (8, 2_000), (360, 90_000)],
            (await ListAsync("state=Completed"))["events"]!.AsArray()
                .Select(item => ((int)item!["storedAfterMilliseconds"]!, (int)item["deliveredAfterMilliseconds"]!)).Order());
        Assert.Equal((24, true), (report["hours"]!.AsArray().Count, (bool)report["isSample"]!));
    }

    [Fact]
    public async Task Outcomes_AreOfFiveEventsOfAHalfHourAtMost()
    {
        await WriteEntriesAsync(Enumerable.Range(0, 48 * 6).Select(i => ThisHour().AddHours(-23).AddMinutes(5 * i)));
        App.Faults.Clear();

        var report = Json(await Throughput.GetOutcomesAsync(CancellationToken.None));

        // One request for each half hour, and one for each of its events; where the hour has just ended, the last two are empty.
        Assert.InRange(App.Faults.Requests.Count, 48 + (46 * 5), 48 + (48 * 5));
        Assert.True((bool)report["isSample"]!);
    }

    [Fact]
    public async Task EventsOfYesterday_AreNotOfToday()
    {
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromHours(25));

        Assert.All(await HoursAsync(), hour => Assert.Equal(0, (int)hour!["received"]!));
    }

    [Fact]
    public async Task BusyHour_IsEstimatedFromTheRateOfItsNewest()
    {
        // 1,800 events, one every two seconds, in an hour that is over: the newest 1,000 are counted.
        var hour = ThisHour().AddHours(-3);
        await WriteEntriesAsync(Enumerable.Range(0, 1_800).Select(i => hour.AddSeconds(2 * i)));

        var busy = (await HoursAsync()).Single(item => StartOf(item!) == hour)!;

        Assert.True((bool)busy["isEstimate"]!);
        Assert.InRange((int)busy["received"]!, 1_790, 1_810);
    }

    [Theory]
    [InlineData("", "rgb(255,255,255)", "rgb(31,35,40)")]
    [InlineData("theme=light", "rgb(255,255,255)", "rgb(31,35,40)")]
    [InlineData("theme=dark", "rgb(13,17,23)", "rgb(240,246,252)")]
    public async Task Plot_SaysInWordsWhatItShows_InItsTheme(string query, string background, string text)
    {
        await StoreAsync(EventState.Received);

        var response = await Throughput.GetPlotAsync(Query(query), CancellationToken.None);

        var drawing = XElement.Parse(Encoding.UTF8.GetString(response.Body.Span));
        Assert.Equal(("image/svg+xml", Svg + "svg", "img"), (response.ContentType, drawing.Name, (string)drawing.Attribute("role")!));
        Assert.Matches("1 in all, at most 1 in an hour", drawing.Elements().First().Value);
        Assert.Equal(Svg + "title", drawing.Elements().First().Name);
        Assert.Equal(background, (string)drawing.Elements(Svg + "rect").First().Attribute("fill")!);
        Assert.All(drawing.Descendants(Svg + "text"), element => Assert.Equal(text, (string)element.Attribute("fill")!));
        Assert.Empty(drawing.Descendants().Attributes("style"));
        Assert.Contains(drawing.Descendants(Svg + "text"), element => element.Value.EndsWith(":00", StringComparison.Ordinal));
        Assert.DoesNotContain("script", drawing.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [UnixTheory]
    [InlineData("Europe/Berlin", "Europe/Berlin", "02:00 GMT+2")]
    [InlineData("Europe/Nowhere", "UTC", "00:00")]
    [InlineData("../../dev/zero", "UTC", "00:00")]
    public void Plot_IsInTheZone_AndTellsApartTheHourThatComesTwice(string asked, string zone, string midnight)
    {
        var first = new DateTimeOffset(2026, 10, 24, 12, 0, 0, TimeSpan.Zero);
        var report = new ThroughputReport(
            [.. Enumerable.Range(0, 24).Select(i => new HourCount(first.AddHours(i), i == 12 ? 5 : 1, IsEstimate: false))]);

        var drawn = ThroughputPlot.Draw(report, PlotTheme.Light, ThroughputOperations.ZoneOf(asked));

        var drawing = XElement.Parse(Encoding.UTF8.GetString(drawn));

        Assert.Contains($"at most 5 in an hour ({midnight} {zone})", drawing.Elements().First().Value, StringComparison.Ordinal);
        var texts = drawing.Descendants(Svg + "text").Select(text => text.Value).ToList();
        Assert.Contains($"hour ({zone})", texts);
        Assert.Single(texts, midnight);
    }

    [Fact]
    public async Task ThemeThatIsNone_IsRefused() =>
        Assert.Contains("Light, Dark", Problem(await Throughput.GetPlotAsync(Query("theme=pink"), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);

    private static (double Median, double P95) LatencyOf(JsonNode latency) =>
        ((double)latency["medianSeconds"]!, (double)latency["p95Seconds"]!);

    private static DateTimeOffset ThisHour() =>
        TimeProvider.System.GetUtcNow() is var now ? new(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero) : default;

    // Entries alone: what they lead to may have been purged.
    private async Task WriteEntriesAsync(IEnumerable<DateTimeOffset> times)
    {
        var entries = times.Select((at, i) => new TableEntity($"{at:yyyy-MM-dd}", $"{IndexEntry.RowKeyOf(at)}.invoice.{i}.update.{i:D32}"));
        foreach (var some in entries.GroupBy(entry => entry.PartitionKey).SelectMany(day => day.Chunk(100)))
        {
            await App.EventIndex.SubmitTransactionAsync(
                some.Select(entry => new TableTransactionAction(TableTransactionActionType.Add, entry)));
        }
    }

    private static DateTimeOffset StartOf(JsonNode hour) => DateTimeOffset.Parse((string)hour["start"]!, CultureInfo.InvariantCulture);

    private async Task<JsonArray> HoursAsync() => Json(await Throughput.GetAsync(CancellationToken.None))["hours"]!.AsArray();
}
