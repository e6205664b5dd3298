namespace Stitchex.Functions.Operations.Throughput;

/// <summary>Names the colours of a plot.</summary>
internal enum PlotThemeName
{
    /// <summary>Dark on light.</summary>
    Light,

    /// <summary>Light on dark.</summary>
    Dark,
}
