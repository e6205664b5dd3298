using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>Draws how many events were received, hour by hour.</summary>
internal static class ThroughputPlot
{
    private const int Width = 800;
    private const int Height = 240;
    private const int FontSize = 13;
    private const int BarWidth = 20;
    private const string Font = "sans-serif";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Draws as SVG, which says in words what it shows.</summary>
    public static byte[] Draw(ThroughputReport report, PlotTheme theme, TimeZoneInfo zone)
    {
        var exporter = new SvgExporter { Width = Width, Height = Height, IsDocument = false };
        var drawing = XElement.Parse(exporter.ExportToString(Model(report, theme, zone)));
        drawing.SetAttributeValue("role", "img");
        drawing.SetAttributeValue("viewBox", $"0 0 {Width} {Height}");
        UseAttributes(drawing);
        drawing.AddFirst(new XElement(Svg + "title", Describe(report, zone)));
        return Encoding.UTF8.GetBytes(drawing.ToString(SaveOptions.DisableFormatting));
    }

    private static PlotModel Model(ThroughputReport report, PlotTheme theme, TimeZoneInfo zone)
    {
        var model = new PlotModel
        {
            Background = theme.Background,
            TextColor = theme.Text,
            PlotAreaBorderThickness = new OxyThickness(0),
            DefaultFont = Font,
            DefaultFontSize = FontSize,
            Padding = new OxyThickness(8, 12, 16, 8),
        };
        var first = report.Hours[0].Start.UtcDateTime;
        model.Axes.Add(new DateTimeAxis
        {
            Position = AxisPosition.Bottom,
            Minimum = DateTimeAxis.ToDouble(first.AddMinutes(-30)),
            Maximum = DateTimeAxis.ToDouble(first.AddHours(report.Hours.Count).AddMinutes(-30)),
            MajorStep = 3d / 24,
            MinorTickSize = 0,
            LabelFormatter = value => TimeOf(new DateTimeOffset(DateTimeAxis.ToDateTime(value, Minute), TimeSpan.Zero), zone),
            TicklineColor = theme.Grid,
            Title = $"hour ({zone.Id})",
            AxisTitleDistance = 10,
        });
        model.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left,
            Minimum = 0,
            Maximum = Math.Max(4, report.Hours.Max(hour => hour.Received) * 1.05),
            MinimumMajorStep = 1,
            MinorTickSize = 0,
            StringFormat = "#,0",
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = theme.Grid,
            TicklineColor = theme.Grid,
            Title = "events",

            // Texts are measured without the font that will show them, and come out too small.
            AxisTitleDistance = 24,
        });
        model.Series.Add(Bars(report.Hours.Where(hour => !hour.IsEstimate), theme.Counted));
        model.Series.Add(Bars(report.Hours.Where(hour => hour.IsEstimate), theme.Estimated));
        return model;
    }

    // An hour that comes twice is told apart.
    private static string TimeOf(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone)
        .ToString(zone.IsAmbiguousTime(time) ? "HH:mm 'GMT'z" : "HH:mm", CultureInfo.InvariantCulture);

    private static LinearBarSeries Bars(IEnumerable<HourCount> hours, OxyColor colour)
    {
        var bars = new LinearBarSeries { BarWidth = BarWidth, FillColor = colour, StrokeThickness = 0 };
        bars.Points.AddRange(hours.Select(hour => new DataPoint(DateTimeAxis.ToDouble(hour.Start.UtcDateTime), hour.Received)));
        return bars;
    }

    // A page with a strict policy takes no styles from within; attributes say the same.
    private static void UseAttributes(XElement drawing)
    {
        foreach (var style in drawing.Descendants().Attributes("style").ToList())
        {
            foreach (var property in style.Value.Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                var (name, value) = property.Split(':') is [var left, var right] ? (left, right) : throw new InvalidOperationException($"'{property}' is no property.");
                style.Parent!.SetAttributeValue(name.Trim(), value.Trim());
            }

            style.Remove();
        }
    }

    private static string Describe(ThroughputReport report, TimeZoneInfo zone)
    {
        var busiest = report.Hours.MaxBy(hour => hour.Received)!;
        var total = report.Hours.Sum(hour => hour.Received);
        var estimated = report.Hours.Count(hour => hour.IsEstimate);
        var most = string.Create(
            CultureInfo.InvariantCulture, $"at most {busiest.Received:N0} in an hour ({TimeOf(busiest.Start, zone)} {zone.Id})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Events received in the last 24 hours: {total:N0} in all, {most}{(estimated > 0 ? $"; {estimated} busy hours are estimated" : "")}.");
    }
}
