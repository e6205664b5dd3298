using System.Collections.Concurrent;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>What the app and its host write into logs, spans, measurements, exceptions and rows, searched for what must not be there.</summary>
public sealed class SecretLeakTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private const string Payload = "Confidential Customer Ltd";
    private const string TokenPath = "/oauth/token";

    private static readonly string[] Pages =
    [
        "health", "dashboard", "operations/health", "operations/overview", "operations/events?pageSize=100", "operations/quarantine", "operations/jobs", "operations/throughput",
    ];

    private readonly string _password = $"password-{Guid.NewGuid():N}";
    private readonly FakeLogCollector _logs = new();
    private readonly ConcurrentQueue<string> _workerLog = [];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task NoSecretOrPayload_IsInAnythingThatTheAppEmits()
    {
        await using var stack = await StartAsync();
        var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);

        // Each way in which a token is obtained and rejected, and responses that end in errors.
        await HandleAsync(stack, events);
        stack.Simulator.Faults.Add(FaultRule.Response(401) with { Path = TokenPath, Count = 1 });
        await HandleUntilAsync(stack, events, () => stack.Simulator.Tokens.Counts.Logins > 1);
        await HandleUntilAsync(stack, events, () => stack.Simulator.Tokens.Counts.Refreshes > 0);
        foreach (var kind in (FaultKind[])[FaultKind.Html, FaultKind.Reset, FaultKind.CutOff, FaultKind.Truncated, FaultKind.WrongRecord, FaultKind.NotGzip])
        {
            stack.Simulator.Faults.Add(new FaultRule(kind) { Method = "GET", Count = 1 });
            await HandleAsync(stack, events);
        }

        stack.Simulator.Faults.Add(FaultRule.Response(403) with { Method = "GET", Count = 1 });
        await HandleAsync(stack, events);
        await stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes($$"""{"customer_name":"{{Payload}}"}"""));

        var logged = _logs.GetSnapshot().Select(line => $"{line.Category}: {line.Message} {line.Exception}");
        string[] written = [.. logged, .. _workerLog, .. await File.ReadAllLinesAsync(EmittedPath), .. await RowsAsync(events)];
        Assert.Contains(written, text => text.Contains("ReceiveWebhook", StringComparison.Ordinal));
        Assert.Contains(written, text => text.Contains("process event", StringComparison.Ordinal));
        Assert.Contains(written, text => text.Contains("(200, text/html, ", StringComparison.Ordinal));
        foreach (var secret in (string[])[Payload, .. SecretsOf(stack)])
        {
            Assert.DoesNotContain(written, text => text.Contains(secret, StringComparison.Ordinal));
        }

        // Here a person may see payloads, but nothing that opens a door.
        var shown = await PagesAsync(stack, await events.QueryAsync<TableEntity>("Outcome eq 'Handled'").FirstAsync());
        Assert.Contains(shown, page => page.Contains(Payload, StringComparison.Ordinal));
        foreach (var secret in SecretsOf(stack))
        {
            Assert.DoesNotContain(shown, page => page.Contains(secret, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _folder.Dispose();

    private string EmittedPath => Path.Combine(_folder.Path, "emitted.txt");

    private static async Task<List<string>> PagesAsync(LocalStack stack, TableEntity row)
    {
        using var http = new HttpClient { BaseAddress = stack.Host.BaseAddress };
        http.DefaultRequestHeaders.Add("x-functions-key", stack.Host.HostKey);
        var pages = new List<string>();
        foreach (var path in Pages.Append($"operations/events/{row.PartitionKey}.{row.RowKey["event.".Length..]}"))
        {
            using var response = await http.GetAsync(new Uri($"/api/{path}", UriKind.Relative));
            pages.Add($"{await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()} {response.Headers}");
        }

        return pages;
    }

    private static IEnumerable<string> SecretsOf(LocalStack stack) =>
    [
        "Bearer ",
        stack.Simulator.Options.Password,
        .. stack.Simulator.Tokens.Secrets,
        stack.Host.HostKey,
        stack.Host.MasterKey,
        stack.Host.FunctionKey("ReceiveWebhook"),
    ];

    private Task<LocalStack> StartAsync() => LocalStack.StartAsync(new LocalStackOptions
    {
        PreferUsualPorts = false,
        StorageConnectionString = azurite.NewAccount().ConnectionString,
        Simulator = new StitchexSimulatorOptions { Password = _password, Tokens = new TokenOptions { Lifetime = TimeSpan.FromSeconds(4) } },
        ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(_logs)),
        OnWorkerLog = (category, message) => _workerLog.Enqueue($"{category}: {message}"),
        Extension = EmittedTelemetry.Extension(EmittedPath),
        Settings = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = nameof(LogLevel.Trace) },
    });

    private static async Task HandleUntilAsync(LocalStack stack, TableClient events, Func<bool> condition) =>
        await Eventually.HoldsAsync(async () =>
        {
            await HandleAsync(stack, events);
            return condition();
        });

    private static async Task HandleAsync(LocalStack stack, TableClient events)
    {
        var change = stack.Simulator.Create("invoice", record => record["customer_name"] = Payload);
        await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>($"PartitionKey eq 'invoice.{change.Id}' and State eq 'Completed'").AnyAsync());
    }

    // All but the bodies, which are kept for the record's handlers.
    private static async Task<IEnumerable<string>> RowsAsync(TableClient events) => await events.QueryAsync<TableEntity>()
        .Select(row => string.Join(' ', row.Where(property => property.Value is not byte[])))
        .ToListAsync();
}
