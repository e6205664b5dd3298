using OxyPlot;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>The colours of a plot. Text has a contrast of at least 7 to 1 with its background, bars of at least 3 to 1.</summary>
/// <param name="Background">Behind everything.</param>
/// <param name="Text">Numbers and names.</param>
/// <param name="Grid">Lines behind the bars.</param>
/// <param name="Counted">Bars of hours that were counted.</param>
/// <param name="Estimated">Bars of hours that were estimated.</param>
internal sealed record PlotTheme(OxyColor Background, OxyColor Text, OxyColor Grid, OxyColor Counted, OxyColor Estimated)
{
    /// <summary>Dark on light.</summary>
    public static readonly PlotTheme Light = new(
        OxyColor.FromRgb(0xff, 0xff, 0xff), OxyColor.FromRgb(0x1f, 0x23, 0x28), OxyColor.FromRgb(0xd1, 0xd9, 0xe0), OxyColor.FromRgb(0x09, 0x69, 0xda), OxyColor.FromRgb(0x9a, 0x67, 0x00));

    /// <summary>Light on dark.</summary>
    public static readonly PlotTheme Dark = new(
        OxyColor.FromRgb(0x0d, 0x11, 0x17), OxyColor.FromRgb(0xf0, 0xf6, 0xfc), OxyColor.FromRgb(0x3d, 0x44, 0x4d), OxyColor.FromRgb(0x58, 0xa6, 0xff), OxyColor.FromRgb(0xd2, 0x99, 0x22));
}
