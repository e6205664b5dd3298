using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>A row of a table in Azure Monitor's workspace.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns; times are milliseconds since 1970.</param>
internal sealed record WorkspaceRow(string Table, JsonObject Columns)
{
    /// <summary>Gets when it came to be.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds((long)Columns["TimeGenerated"]!);
}
