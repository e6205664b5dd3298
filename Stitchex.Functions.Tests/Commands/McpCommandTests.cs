using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Local.Commands;
using Stitchex.Local.Operator.Mcp;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>An assistant's own client starts the command, and asks a running deployment.</summary>
[Collection(OperatorCommands.Name)]
public sealed class McpCommandTests(AppFixture app) : IDisposable
{
    private static readonly string[] Reading =
        ["get_event", "get_overview", "get_record", "list_destinations", "list_events", "list_jobs", "list_quarantined", "search"];

    private static readonly string[] Changing = ["pause_processing", "replay_event", "resolve_event", "resume_processing"];

    private readonly FakeLogCollector _log = new();
    private readonly LoggerFactory _loggers = new();
    private readonly List<string> _errors = [];
    private readonly TableClient _events = new(app.Stack.StorageConnectionString, StorageNames.EventsTable);

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public async Task Assistant_FindsOutWhatBecameOfARecord_AndChangesNothing()
    {
        var record = app.Stack.Simulator.Create("payment").Id;
        await Eventually.HoldsAsync(async () => (await RowsAsync($"payment.{record}")).Any(row => row.GetString("State") == "Completed"));
        await using var assistant = await StartAsync();

        var tools = await assistant.ListToolsAsync();
        var events = await AskAsync(assistant, "list_events", ("resource", "payment"), ("state", "Completed"), ("max", 1));
        var shown = await AskAsync(assistant, "get_event", ("id", events["events"]![0]!["id"]));
        var history = await AskAsync(assistant, "get_record", ("resource", "payment"), ("recordId", record));

        var found = await AskAsync(assistant, "search", ("text", $"payment {record}"));

        Assert.Equal(record, (string?)Assert.Single(found["records"]!.AsArray())!["recordId"]);
        Assert.Equal(Reading, tools.Select(tool => tool.Name).Order());
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        Assert.Equal((record, "Handled"), ((string?)shown["recordId"], (string?)shown["outcome"]));
        Assert.Contains("attempt", shown["timeline"]!.AsArray().Select(entry => (string?)entry!["kind"]), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(1, (int?)history["record"]!["changeCount"]);
        foreach (var list in (string[])["get_overview", "list_destinations", "list_jobs", "list_quarantined"])
        {
            Assert.NotEmpty((await AskAsync(assistant, list)).AsObject());
        }

        // The client warns of each line of stdout that is not protocol.
        Assert.DoesNotContain(_log.GetSnapshot(), entry => entry.Level >= LogLevel.Warning);
        Assert.Empty(_errors);

        var missing = await assistant.CallToolAsync("get_event", new Dictionary<string, object?> { ["id"] = "nonsense" });
        Assert.True(missing.IsError);
        Assert.Contains("This is not the id of an event", TextOf(missing), StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<McpProtocolException>(() =>
            assistant.CallToolAsync("replay_event", new Dictionary<string, object?> { ["id"] = "nonsense" }).AsTask());
        Assert.Contains("replay_event", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllowedToChange_Replays_Resolves_Pauses_AndResumes()
    {
        await app.Stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes("""{"event":"return_update"}"""));
        await AttemptsAsync(1);
        await using var assistant = await StartAsync("--allow-changes");

        Assert.Equal(Reading.Concat(Changing).Order(), (await assistant.ListToolsAsync()).Select(tool => tool.Name).Order());
        var id = (await AskAsync(assistant, "list_events", ("resource", "return")))["events"]![0]!["id"];
        await AskAsync(assistant, "replay_event", ("id", id));
        await AttemptsAsync(2);
        await AskAsync(assistant, "resolve_event", ("id", id), ("note", "A test's."));
        Assert.Equal("A test's.", (await RowsAsync("return.~none")).Single().GetString("ResolvedNote"));
        await AskAsync(assistant, "pause_processing", ("reason", "The ledger is moved."));
        Assert.Equal("The ledger is moved.", (string?)(await AskAsync(assistant, "get_overview"))["paused"]!["reason"]);
        Assert.Null((await AskAsync(assistant, "resume_processing"))["paused"]);
    }

    [Fact]
    public void LongResult_IsCut_AndSaysSo()
    {
        var whole = new JsonObject
        {
            ["text"] = new string('x', 9_000),
            ["list"] = new JsonArray([.. Enumerable.Range(0, 2_000).Select(i => new JsonObject { ["error"] = new string('ü', 300), ["count"] = i })]),
        };

        var result = BoundedJson.From(whole);

        Assert.InRange(result.Length, BoundedJson.MaxLength / 4, BoundedJson.MaxLength);
        Assert.Contains("… (cut; it has 9,000 characters)", result, StringComparison.Ordinal);
        var list = JsonNode.Parse(result)!["list"]!.AsArray();
        Assert.Equal($"({2_000 - (list.Count - 1):N0} more are not shown)", (string?)list[^1]);
        Assert.Equal("""{"error":"kürzer","count":null}""", BoundedJson.From(new JsonObject { ["error"] = "kürzer", ["count"] = null }));
    }

    private static string TextOf(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;

    private async Task<JsonNode> AskAsync(McpClient assistant, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await assistant.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        Assert.False(result.IsError ?? false, TextOf(result));
        Assert.DoesNotContain(app.Stack.Host.HostKey, TextOf(result), StringComparison.Ordinal);
        return JsonNode.Parse(TextOf(result))!;
    }

    private Task AttemptsAsync(int count) => Eventually.HoldsAsync(async () => (await RowsAsync("return.~none")).SingleOrDefault() is { } row
        && row.GetString("State") == "DeadLettered" && AttemptHistory.Parse(row.GetString("Attempts")).Entries.Count == count);

    private async Task<List<TableEntity>> RowsAsync(string partition) =>
        await _events.QueryAsync<TableEntity>($"PartitionKey eq '{partition}' and RowKey ge 'event.' and RowKey lt 'event/'").ToListAsync();

    private Task<McpClient> StartAsync(params string[] switches)
    {
        _loggers.AddProvider(new FakeLoggerProvider(_log));
        return McpClient.CreateAsync(
            new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Command = "dotnet",
                    Arguments = [typeof(LocalCommandLine).Assembly.Location, "mcp", "--url", $"{app.Stack.Host.BaseAddress}", .. switches],
                    EnvironmentVariables = new Dictionary<string, string?> { ["STITCHEX_HOST_KEY"] = app.Stack.Host.HostKey },
                    StandardErrorLines = _errors.Add,
                },
                _loggers),
            loggerFactory: _loggers);
    }
}
