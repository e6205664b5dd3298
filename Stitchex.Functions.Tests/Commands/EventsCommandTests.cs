using System.Net;
using System.Text;
using Azure.Data.Tables;
using Spectre.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Operator;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>The command line for operators, against a running deployment.</summary>
public sealed class EventsCommandTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly StringWriter _output = new();
    private LocalStack _stack = null!;
    private TableClient _events = null!;

    public async Task InitializeAsync()
    {
        _stack = await LocalStack.StartAsync(new LocalStackOptions { PreferUsualPorts = false, StorageConnectionString = azurite.NewAccount().ConnectionString });
        _events = new TableClient(_stack.StorageConnectionString, StorageNames.EventsTable);
        await _stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes("""{"event":"invoice_update","note":"\u001b[31m"}"""));
        await Eventually.HoldsAsync(async () => await AttemptsAsync() == 1);
    }

    public async Task DisposeAsync() => await _stack.DisposeAsync();

    [Fact]
    public async Task DeadLetteredEvent_IsListed_Shown_AndReplayed()
    {
        Assert.Equal(0, await RunAsync("list --state DeadLettered"));
        var id = _output.ToString().Split(' ', '│').Single(word => word.StartsWith("invoice.~none.", StringComparison.Ordinal));
        Assert.Contains("DeadLettered NoRecordId", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync($"show {id}"));
        Assert.Contains("Received as invoice_update.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"note\"", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync($"replay {id}"));
        await Eventually.HoldsAsync(async () => await AttemptsAsync() == 2);
    }

    [Theory]
    [InlineData("list --state Completed", 0, "No event is like that.")]
    [InlineData("list --state Alive", 1, "state")]
    [InlineData("show invoice.7.update.00000000000000000000000000000000", 1, "There is no such event")]
    [InlineData("replay nonsense", 1, "id")]
    [InlineData("find INV-0000", 1, "Nothing is found for")]
    [InlineData("find invoices/~none", 0, "by its id")]
    public async Task WhatIsNotThere_IsSaid(string arguments, int exitCode, string said)
    {
        Assert.Equal(exitCode, await RunAsync(arguments));
        Assert.Contains(said, _output.ToString(), StringComparison.Ordinal);
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
        var row = await _events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").SingleOrDefaultAsync();
        return row?.GetString("State") == "DeadLettered" ? AttemptHistory.Parse(row.GetString("Attempts")).Entries.Count : 0;
    }

    private Task<int> RunAsync(string arguments, string? key = null)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_output) });
        console.Profile.Width = 1000;
        var site = _stack.WebhookUrl.GetLeftPart(UriPartial.Authority);
        return EventsCommand.Create(() => console).Parse($"{arguments} --url {site} --key {key ?? _stack.Host.HostKey}").InvokeAsync();
    }
}
