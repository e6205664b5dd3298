using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.EndToEnd;
using Stitchex.Local.Commands;
using Stitchex.Local.Operator;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>The command line for operators, against a running deployment.</summary>
[Collection(OperatorCommands.Name)]
public sealed class EventsCommandTests(AppFixture app)
{
    private readonly StringWriter _output = new();
    private readonly TableClient _events = new(app.Stack.StorageConnectionString, StorageNames.EventsTable);

    private LocalStack Stack => app.Stack;

    [Fact]
    public async Task DeadLetteredEvent_IsListed_Shown_AndReplayed()
    {
        await Stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes("""{"event":"agent_update","note":"\u001b[31m"}"""));
        await Eventually.HoldsAsync(async () => await AttemptsAsync() == 1);

        Assert.Equal(0, await RunAsync("list --state DeadLettered --resource agent"));
        var id = _output.ToString().Split(' ', '│').Single(word => word.StartsWith("agent.~none.", StringComparison.Ordinal));
        Assert.Contains("DeadLettered NoRecordId", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync($"show {id}"));
        Assert.Contains("Received as agent_update.", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"note\"", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync($"show {id} --body"));
        Assert.Contains("\"note\"", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync("find agents/~none"));
        Assert.Contains("by its id", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync($"replay {id}"));
        Assert.Contains($"events show {id}", _output.ToString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => await AttemptsAsync() == 2);
    }

    [Fact]
    public async Task HandledEvent_IsShown_WithTheApisStatus_AndWhatBecameOfItAtEachHandler()
    {
        Stack.Simulator.Create("payment");
        await Eventually.HoldsAsync(async () =>
            await RunAsync("list --resource payment") == 0 && _output.ToString().Contains("Completed Handled", StringComparison.Ordinal));
        var id = _output.ToString().Split(' ', '│').Last(word => word.StartsWith("payment.", StringComparison.Ordinal));
        _output.GetStringBuilder().Clear();

        Assert.Equal(0, await RunAsync($"show {id}"));

        Assert.Matches(@"│ attempt +│ 200 +│ [\d,]+ ms +│ [\d,]+ ms +│ Handled +│", _output.ToString());
        Assert.Single(_output.ToString().Split('\n'), line => line.Contains(" Handled ", StringComparison.Ordinal) && line.Contains('│', StringComparison.Ordinal));
        Assert.Matches(@"│ BlobRecordArchive +│ Done +│", _output.ToString());
    }

    [Theory]
    [InlineData("11:10:40", "\"nextAttemptAt\":\"2026-11-24T11:10:40Z\"", "Retrying, next attempt 11:10:40 ")]
    [InlineData("another day", "\"nextAttemptAt\":\"2026-11-26T11:10:40Z\"", "Retrying, next attempt 2026-11-26 11:10:40 ")]
    [InlineData("ended", "\"nextAttemptAt\":\"2026-11-24T11:10:40Z\",\"retriesEndedAt\":\"2026-11-24T10:59:00Z\"", "Retrying, retries ended ")]
    public async Task WaitingEvent_SaysWhenItIsTriedNext(string recordId, string times, string said)
    {
        await using var deployment = await HookServer.StartAsync(HookServer.Reserve());
        deployment.Response = context =>
        {
            context.Response.Headers.Date = "Tue, 24 Nov 2026 11:00:00 GMT";
            return context.Response.WriteAsync($$"""{"events":[{"id":"x","recordId":"{{recordId}}","state":"Retrying",{{times}}}]}""");
        };

        Assert.Equal(0, await RunAsync("list", site: deployment.Address));

        Assert.Contains($"{said}│", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tail_ShowsEventsAsTheyCome_AndChange_UntilCtrlC()
    {
        using var ctrlC = new CancellationTokenSource();
        await using var output = TextWriter.Synchronized(_output);
        var tail = Task.Run(() => RunAsync("tail --resource season", output: output, cancellationToken: ctrlC.Token));
        await SaidAsync("Ctrl-C ends it.");

        await Stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes("""{"event":"season_update","note":1}"""));
        Stack.Simulator.Create("customer");
        await SaidAsync(" season_update  DeadLettered NoRecordId season.~none.update.");
        var id = _output.ToString().Split(' ').Last(word => word.StartsWith("season.", StringComparison.Ordinal));
        using (var operators = new OperatorClient(Stack.Host.BaseAddress, Stack.Host.HostKey))
        {
            await operators.AskAsync<JsonNode>(HttpMethod.Post, $"events/{id}/resolve", CancellationToken.None, new { note = "A test's." });
        }

        await SaidAsync($" season_update  DeadLettered NoRecordId, resolved {id}");
        await ctrlC.CancelAsync();
        Assert.Equal(0, await tail.WaitAsync(Eventually.Deadline));
        Assert.DoesNotContain("customer", _output.ToString(), StringComparison.Ordinal);

        async Task SaidAsync(string said) => await Eventually.HoldsAsync(() =>
        {
            lock (output)
            {
                return _output.ToString().Contains(said, StringComparison.Ordinal);
            }
        });
    }

    [Theory]
    [InlineData("tail --state Alive", 1, "state")]
    [InlineData("list --resource nothing", 0, "No event is like that.")]
    [InlineData("list --state Alive", 1, "state")]
    [InlineData("show invoice.7.update.00000000000000000000000000000000", 1, "There is no such event")]
    [InlineData("replay nonsense", 1, "id")]
    [InlineData("find INV-0000", 1, "Nothing is found for")]
    public async Task WhatIsNotThere_IsSaid(string arguments, int exitCode, string said)
    {
        Assert.Equal(exitCode, await RunAsync(arguments));
        Assert.Contains(said, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list --error moon", 0, "0 of those that were looked at; there may be more among older ones: --to.")]
    [InlineData("find moon", 1, "Looked for it among errors, as far as one search goes; events list --error goes further.")]
    public async Task WhatIsNotFoundSoFar_IsLookedForUpToABound_AndSaid(string arguments, int exitCode, string said)
    {
        await using var deployment = await HookServer.StartAsync(HookServer.Reserve());
        deployment.Response = context => context.Response.WriteAsync(
            """{"events":[],"nextPageToken":"more","query":"moon","records":[],"hasMore":true,"lookedIn":["errors"]}""");
        using var patience = new CancellationTokenSource(Eventually.Deadline);

        Assert.Equal(exitCode, await RunAsync(arguments, site: deployment.Address, cancellationToken: patience.Token));

        Assert.Contains(said, _output.ToString(), StringComparison.Ordinal);
        Assert.InRange(deployment.Requests.Count, 1, 31);
    }

    [Fact]
    public async Task WrongKey_IsSaid_AndNotShown()
    {
        Assert.Equal(1, await RunAsync("list", key: "wr0ng"));
        Assert.Contains($"{(int)HttpStatusCode.Unauthorized}", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain ü 漢", "plain ü 漢")]
    [InlineData("\u001b[31mred", "\\u{1B}[31mred")]
    [InlineData("\u202Egnp.exe", "\\u{202E}gnp.exe")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData(null, "")]
    public void HostileText_CannotSteerTheTerminal(string? text, string shown) => Assert.Equal(shown, TerminalText.From(text));

    private async Task<int> AttemptsAsync()
    {
        var row = await _events.QueryAsync<TableEntity>("PartitionKey eq 'agent.~none' and RowKey ge 'event.' and RowKey lt 'event/'").SingleOrDefaultAsync();
        return row?.GetString("State") == "DeadLettered" ? AttemptHistory.Parse(row.GetString("Attempts")).Entries.Count : 0;
    }

    private Task<int> RunAsync(
        string arguments, string? key = null, TextWriter? output = null, Uri? site = null, CancellationToken cancellationToken = default) =>
        EventsCommand.Create(() => OperatorCommands.ConsoleTo(output ?? _output))
            .Parse($"{arguments} --url {site ?? Stack.Host.BaseAddress} --key {key ?? Stack.Host.HostKey}")
            .InvokeAsync(configuration: null, cancellationToken);
}
