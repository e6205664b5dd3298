using System.Collections.Specialized;
using System.Text.RegularExpressions;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>Shows an operator how many events were received, hour by hour, and what became of them.</summary>
public sealed partial class ThroughputOperations
{
    private readonly ThroughputReader _reader;
    private readonly OutcomeReader _outcomes;

    internal ThroughputOperations(ThroughputReader reader, OutcomeReader outcomes) => (_reader, _outcomes) = (reader, outcomes);

    /// <summary>Tells the numbers.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> GetAsync(CancellationToken cancellationToken) =>
        OperatorResponse.Json(await _reader.ReadAsync(cancellationToken), OperatorJson.Readable.ThroughputReport);

    /// <summary>Tells what became of them, and how soon.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> GetOutcomesAsync(CancellationToken cancellationToken) =>
        OperatorResponse.Json(await _outcomes.ReadAsync(cancellationToken), OperatorJson.Readable.OutcomeReport);

    /// <summary>Draws them.</summary>
    /// <param name="query">Which colours, and in which time zone.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with an SVG, or 400.</returns>
    public async Task<OperatorResponse> GetPlotAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var theme = reader.Name<PlotThemeName>("theme") == PlotThemeName.Dark ? PlotTheme.Dark : PlotTheme.Light;
        var zone = ZoneOf(reader.Text("zone"));
        return reader.Error
            ?? OperatorResponse.Content("image/svg+xml", ThroughputPlot.Draw(await _reader.ReadAsync(cancellationToken), theme, zone));
    }

    /// <summary>Finds a time zone; UTC where a name is not known to this system.</summary>
    /// <remarks>A name becomes part of a path, so it must not lead elsewhere.</remarks>
    internal static TimeZoneInfo ZoneOf(string? name) =>
        name is not null && ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : TimeZoneInfo.Utc;

    [GeneratedRegex(@"^[A-Za-z][\w+-]*(/[\w+-]+)*\z", RegexOptions.ECMAScript)]
    private static partial Regex ZoneName();
}
