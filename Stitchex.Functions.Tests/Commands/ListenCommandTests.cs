using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Local.Commands;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>A deployment's changes come to a program on this machine, as its webhooks are sent them.</summary>
public sealed class ListenCommandTests : IClassFixture<ListenFixture>, IAsyncLifetime
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly StringWriter _said = new();
    private readonly TextWriter _output;
    private readonly CancellationTokenSource _ctrlC = new();
    private readonly ListenFixture _fixture;
    private HookServer _program = null!;

    public ListenCommandTests(ListenFixture fixture) => (_fixture, _output) = (fixture, TextWriter.Synchronized(_said));

    private LocalStack Stack => _fixture.Stack;

    private Uri Site => new(Stack.WebhookUrl.GetLeftPart(UriPartial.Authority));

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _said.ToString();
            }
        }
    }

    public async Task InitializeAsync() => _program = await HookServer.StartAsync(HookServer.Reserve());

    public async Task DisposeAsync()
    {
        await _program.DisposeAsync();
        _ctrlC.Dispose();
    }

    [Fact]
    public async Task Changes_ComeAsAWebhookIsSentThem_OnceEach_InOrder()
    {
        var before = await DoneAsync(Stack.Simulator.Create("payment"));
        await NextSecondAsync();
        var listening = await ListenAsync("--resource payment --resource pick_*");

        var changed = await ArrivesAsync(Stack.Simulator.Create("payment", record => record["name"] = "größe 😀"), 1);
        await ArrivesAsync(Stack.Simulator.Create("invoice"), 1);
        await ArrivesAsync(Stack.Simulator.Update("payment", changed.Id), 2);
        await ArrivesAsync(Stack.Simulator.Create("pick_ticket"), 3);
        await ArrivesAsync(Stack.Simulator.Delete("payment", changed.Id), 4);
        await ArrivesAsync(Stack.Simulator.Update("payment", before.Id), 5);
        await EndAsync(listening);

        Assert.All(_program.Requests, request => new StandardWebhook(Secret).Verify(request.Text, request.Headers));
        Assert.Equal(
            ["payment.created", "payment.updated", "pick_ticket.created", "payment.deleted", "payment.updated"],
            _program.Requests.Select(request => request["type"]!["com.stitchex.".Length..]));
        var sent = _fixture.Destination.Requests.ToDictionary(request => request["id"]!);
        Assert.All(_program.Requests, request => Assert.Equal(Untraced(sent[request["id"]!].Event), Untraced(request.Event)));
        Assert.All(_program.Requests, request => Assert.Equal(request["id"], request.Headers["webhook-id"].ToString()));
        Assert.Equal(5, Output.Split("it responded 204, after ").Length - 1);
    }

    [Fact]
    public async Task Since_BringsEachRecordOnce_OldestFirst_AndNothingIsChanged()
    {
        var first = await DoneAsync(Stack.Simulator.Create("agent"));
        await DoneAsync(Stack.Simulator.Update("agent", first.Id));
        var second = await DoneAsync(Stack.Simulator.Create("agent"));
        await Eventually.HoldsAsync(
            async () => (await EventRowsAsync()).All(row => row.GetString("State") is "Completed" or "DeadLettered"));
        var stored = await StoredAsync();

        var yesterday = TimeProvider.System.GetUtcNow().AddDays(-1);
        var listening = await ListenAsync($"--since {yesterday:yyyy-MM-dd} --resource agent --action updated --action created");
        await Eventually.HoldsAsync(() => _program.Requests.Count == 2);
        await EndAsync(listening);

        Assert.Equal([$"agent/{first.Id}", $"agent/{second.Id}"], _program.Requests.Select(request => request["subject"]));
        Assert.Equal(["com.stitchex.agent.updated", "com.stitchex.agent.created"], _program.Requests.Select(request => request["type"]));
        Assert.Equal(stored, await StoredAsync());
    }

    [Fact]
    public async Task KindsAreChosen()
    {
        var listening = await ListenAsync("--resource product --action deleted");
        var change = await DoneAsync(Stack.Simulator.Create("product"));
        await DoneAsync(Stack.Simulator.Update("product", change.Id));

        await ArrivesAsync(Stack.Simulator.Delete("product", change.Id), 1);
        await EndAsync(listening);

        Assert.Equal(["com.stitchex.product.deleted"], _program.Requests.Select(request => request["type"]));
    }

    [Fact]
    public async Task ProgramThatIsDown_GetsItsChanges_WhenItIsUp_AndWhatItRespondsIsSaid()
    {
        using var socket = HookServer.Reserve();
        var listening = await ListenAsync("--resource credit_note", new Uri($"http://{socket.LocalEndPoint}/hooks"));
        var change = await DoneAsync(Stack.Simulator.Create("credit_note"));
        await Eventually.HoldsAsync(() => Output.Contains("did not respond", StringComparison.Ordinal));
        var other = await DoneAsync(Stack.Simulator.Create("credit_note"));

        await using var program = await HookServer.StartAsync(socket);
        var responses = new Queue<Func<HttpContext, Task>>(
            [Aborted, HookServer.Status(500, text: "boom\n\u001b[31m"), HookServer.Status(422)]);
        program.Response = context => (responses.TryDequeue(out var response) ? response : HookServer.Status(204))(context);
        await Eventually.HoldsAsync(() => program.Requests.Count == 3);
        await DoneAsync(Stack.Simulator.Update("credit_note", change.Id));
        await Eventually.HoldsAsync(() => program.Requests.Count == 4);
        await EndAsync(listening);

        Assert.Equal(
            [$"credit_note/{change.Id}", $"credit_note/{change.Id}", $"credit_note/{other.Id}", $"credit_note/{change.Id}"],
            program.Requests.Select(request => request["subject"]));
        Assert.Equal(program.Requests[0]["id"], program.Requests[1]["id"]);
        Assert.Equal(3, program.Requests.Select(request => request["id"]).Distinct().Count());
        foreach (var said in new[] { "it responded 500: boom  [31m, after", "it responded 422, after", "it responded 204, after" })
        {
            Assert.Contains(said, Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DeploymentThatIsUnavailable_IsAskedAgain_UntilItRejectsTheKey()
    {
        await using var front = await HookServer.StartAsync(HookServer.Reserve());
        using var http = new HttpClient { BaseAddress = Stack.Host.BaseAddress };
        front.Response = context => PassOnAsync(context, http);
        var listening = await ListenAsync("--resource customer", site: front.Address);
        await ArrivesAsync(Stack.Simulator.Create("customer"), 1);

        var page = HookServer.Status(200, text: "<html>Starting</html>");
        var troubles = new[] { HookServer.Status(503), HookServer.Status(404), Aborted, page };
        foreach (var trouble in troubles)
        {
            var (arrived, said) = (_program.Requests.Count, Output.Split("asked again").Length);
            front.Response = trouble;
            var change = await DoneAsync(Stack.Simulator.Create("customer"));
            await Eventually.HoldsAsync(() => Output.Split("asked again").Length == said + 1);
            Assert.Equal(arrived, _program.Requests.Count);
            front.Response = context => PassOnAsync(context, http);
            await Eventually.HoldsAsync(() => _program.Requests.Count == arrived + 1);
            Assert.Equal($"customer/{change.Id}", _program.Requests[^1]["subject"]);
        }

        front.Response = HookServer.Status(401);
        Assert.Equal(1, await listening.WaitAsync(Eventually.Deadline));
        Assert.Contains("does not take the key (401)", Output, StringComparison.Ordinal);
        Assert.Equal(4, Output.Split("The deployment responds again.").Length - 1);
    }

    [Theory]
    [InlineData("wr0ng", null, "does not take the key (401)")]
    [InlineData(null, "http://127.0.0.1:1", "cannot be reached")]
    public async Task WhatCannotBegin_IsSaidAtOnce(string? key, string? site, string said)
    {
        var running = RunAsync($"--secret {Secret}", _program.Address, site is null ? Site : new Uri(site), key ?? Stack.Host.HostKey);

        Assert.Equal(1, await running.WaitAsync(Eventually.Deadline));
        Assert.Contains(said, Output, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", Output, StringComparison.Ordinal);
    }

    private static Task Aborted(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task PassOnAsync(HttpContext context, HttpClient http)
    {
        var address = $"{context.Request.Path}{context.Request.QueryString}";
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), address);
        request.Headers.Add("x-functions-key", context.Request.Headers["x-functions-key"].ToString());
        using var response = await http.SendAsync(request);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.Headers.LastModified = response.Content.Headers.LastModified?.ToString("R");
        await response.Content.CopyToAsync(context.Response.Body);
    }

    private static string Untraced(JsonNode made)
    {
        made.AsObject().Remove("traceparent");
        return made.ToJsonString();
    }

    // The event of a change is done, so everybody has it.
    private async Task<SimulatedChange> DoneAsync(SimulatedChange change)
    {
        await Eventually.HoldsAsync(async () =>
        {
            var rows = (await EventRowsAsync()).Where(row => row.PartitionKey == $"{change.Version.Resource}.{change.Id}").ToList();
            return rows.Count > 0 && rows.All(row => row.GetString("Outcome") is { Length: > 0 });
        });
        return change;
    }

    private async Task<SimulatedChange> ArrivesAsync(SimulatedChange change, int count)
    {
        await DoneAsync(change);
        await Eventually.HoldsAsync(() => _program.Requests.Count >= count);
        Assert.Equal(count, _program.Requests.Count);
        return change;
    }

    private async Task<List<TableEntity>> EventRowsAsync() => await new TableClient(Stack.StorageConnectionString, StorageNames.EventsTable)
        .QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").ToListAsync();

    // Whatever is stored, but for what the app's own timers write.
    private async Task<IReadOnlyList<string>> StoredAsync()
    {
        List<string> stored = [];
        foreach (var table in new[] { StorageNames.EventsTable, StorageNames.IndexTable })
        {
            stored.AddRange(await new TableClient(Stack.StorageConnectionString, table)
                .QueryAsync<TableEntity>("PartitionKey ne 'control' and PartitionKey ne 'open'")
                .Select(row => $"{row.PartitionKey} {row.RowKey} {row.ETag}")
                .ToListAsync());
        }

        stored.AddRange(await new BlobContainerClient(Stack.StorageConnectionString, StorageNames.RecordsContainer)
            .GetBlobsAsync().Select(blob => $"{blob.Name} {blob.Properties.ETag}").ToListAsync());
        var queue = (await new QueueClient(Stack.StorageConnectionString, StorageNames.EventsQueue).GetPropertiesAsync()).Value;
        stored.Add($"{queue.ApproximateMessagesCount} messages");
        return stored;
    }

    // What was archived within the second in which the command starts counts as new.
    private async Task NextSecondAsync()
    {
        var newest = await new BlobContainerClient(Stack.StorageConnectionString, StorageNames.RecordsContainer)
            .GetBlobsAsync().Select(blob => blob.Properties.LastModified!.Value).MaxAsync();
        await Eventually.HoldsAsync(() => TimeProvider.System.GetUtcNow() >= newest.AddSeconds(2));
    }

    private async Task<Task<int>> ListenAsync(string arguments, Uri? forward = null, Uri? site = null)
    {
        var listening = RunAsync($"--secret {Secret} {arguments}", forward ?? _program.Address, site ?? Site, Stack.Host.HostKey);
        await Eventually.HoldsAsync(() => Output.Contains("Listening", StringComparison.Ordinal));
        return listening;
    }

    private async Task EndAsync(Task<int> listening)
    {
        await _ctrlC.CancelAsync();
        Assert.Equal(0, await listening.WaitAsync(Eventually.Deadline));
    }

    private Task<int> RunAsync(string arguments, Uri forward, Uri site, string key)
    {
        string[] where = ["--forward", forward.AbsoluteUri, "--url", site.GetLeftPart(UriPartial.Authority), "--key", key];
        return Task.Run(() => ListenCommand.Create(() => OperatorCommands.ConsoleTo(_output))
            .Parse([.. arguments.Split(' '), .. where])
            .InvokeAsync(configuration: null, _ctrlC.Token));
    }
}
