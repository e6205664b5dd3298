using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>Receives what the exporter of Azure Monitor sends, and makes of it the rows that Azure makes in a workspace's tables.</summary>
internal sealed class WorkspaceCollector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<WorkspaceRow> _rows = [];

    private WorkspaceCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v2.1/track", ReceiveAsync);
    }

    /// <summary>Gets the connection string of its Application Insights.</summary>
    public string ConnectionString => $"InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint={_server.Urls.Single()}/";

    /// <summary>Gets the rows so far.</summary>
    public IReadOnlyList<WorkspaceRow> Rows => [.. _rows];

    public static async Task<WorkspaceCollector> StartAsync()
    {
        var collector = new WorkspaceCollector();
        await collector._server.StartAsync();
        return collector;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // One JSON in each line.
    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        var isCompressed = request.Headers.ContentEncoding == "gzip";
        using var reader = new StreamReader(isCompressed ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body);
        var lines = (await reader.ReadToEndAsync(request.HttpContext.RequestAborted)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines)
        {
            _rows.Enqueue(RowOf(JsonNode.Parse(line)!));
        }

        return Results.Json(new { itemsReceived = lines.Length, itemsAccepted = lines.Length, errors = Array.Empty<string>() });
    }

    // By "Workspace-based resource changes" in Azure Monitor's documents: valueCount is ItemCount, and so on.
    private static WorkspaceRow RowOf(JsonNode envelope)
    {
        var data = envelope["data"]!["baseData"]!;
        var columns = new JsonObject
        {
            ["TimeGenerated"] = DateTimeOffset.Parse(Text(envelope["time"]), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            ["AppRoleName"] = Text(envelope["tags"]?["ai.cloud.role"]),
            ["OperationId"] = Text(envelope["tags"]?["ai.operation.id"]),
            ["ItemCount"] = (int)Math.Round(100 / ((double?)envelope["sampleRate"] ?? 100)),
            ["Properties"] = data["properties"]?.DeepClone() ?? new JsonObject(),
        };
        switch (Text(envelope["data"]!["baseType"]))
        {
            case "MetricData":
                var metric = data["metrics"]!.AsArray().Single()!;
                columns["Name"] = Text(metric["name"]);
                columns["Sum"] = (double)metric["value"]!;
                columns["ItemCount"] = (int?)metric["count"] ?? 1;
                return new("AppMetrics", columns);
            case "MessageData":
                columns["Message"] = Text(data["message"]);
                return new("AppTraces", columns);
            case "ExceptionData":
                return new("AppExceptions", columns);
            case "RequestData":
                columns["Name"] = Text(data["name"]);
                columns["Url"] = Text(data["url"]);
                columns["ResultCode"] = Text(data["responseCode"]);
                return new("AppRequests", columns);
            default:
                columns["Name"] = Text(data["name"]);
                return new("AppDependencies", columns);
        }
    }

    private static string Text(JsonNode? node) => (string?)node ?? "";
}
