using Azure.Data.Tables;
using Spectre.Console;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>Records are redelivered from the command line, against a running deployment.</summary>
public sealed class RecordsCommandTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly StringWriter _output = new();
    private LocalStack _stack = null!;
    private TableClient _events = null!;
    private string _event = "";
    private string _record = "";

    public async Task InitializeAsync()
    {
        var options = new LocalStackOptions { PreferUsualPorts = false, StorageConnectionString = azurite.NewAccount().ConnectionString };
        _stack = await LocalStack.StartAsync(options);
        _events = new TableClient(_stack.StorageConnectionString, StorageNames.EventsTable);
        _record = _stack.Simulator.Create("invoice").Id;
        var rows = await Eventually.GivesAsync(RowsAsync, rows => rows.Count == 1 && rows[0].GetString("State") == "Completed");
        var row = Assert.Single(rows);
        _event = $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
    }

    public async Task DisposeAsync() => await _stack.DisposeAsync();

    [Fact]
    public async Task Records_AreRedelivered_ByEvent_ById_AndAllOfAResource()
    {
        Assert.Equal(0, await RunAsync(EventsCommand.Create, $"redeliver {_event}"));
        Assert.Equal(0, await RunAsync(RecordsCommand.Create, $"redeliver invoice {_record} --handler BlobRecordArchive"));
        Assert.Equal(0, await RunAsync(RecordsCommand.Create, "redeliver invoice --all --since 2001-01-01"));

        var rows = await Eventually.GivesAsync(
            RowsAsync, rows => rows.Count == 4 && rows.All(row => row.GetString("State") == "Completed"));
        Assert.Equal(
            ["*", "*", "Stitchex.Functions.Records.BlobRecordArchive"],
            rows.Where(row => row.GetString("Action") == "redeliver").Select(row => row.GetString("RedeliverTo")).Order());
        Assert.Equal(2, _output.ToString().Split($"Queued: invoice.{_record}.redeliver.").Length - 1);
        Assert.Contains("redelivers them, up to 600 a minute", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordThatNoWebhookToldOf_IsFetchedByABackfill()
    {
        var untold = _stack.Simulator.Create("customer", announce: false).Id;

        Assert.Equal(1, await RunAsync(ListCommands.CreateReconcile, "--resource customer --resource invoice"));
        Assert.Contains("1 missing here, 0 older here, 0 gone there, 0 ahead here", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"missing customer {untold}", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(ListCommands.CreateBackfill, "--resource customer --resource invoice --dry-run"));
        Assert.Contains("A backfill would fetch 1 records, in about 0.0 minutes", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(ListCommands.CreateBackfill, "--resource customer --resource invoice"));

        Assert.Contains("customer: Complete, 1 listed, 1 to fetch.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("invoice: Complete, 1 listed, 0 to fetch.", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Of the first 1 of 1 events: 1 Completed · Handled.", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync(ListCommands.CreateBackfill, "--resource lookbook"));
        Assert.Contains("lookbook: NotFound", _output.ToString(), StringComparison.Ordinal);
        await Eventually.GivesAsync(RowsAsync, rows => rows.Any(row => row.PartitionKey == $"customer.{untold}" && row.GetString("Outcome") == "Handled"));
    }

    [Fact]
    public async Task Record_IsCounted_AndErased()
    {
        Assert.Equal(0, await RunAsync(RecordsCommand.Create, $"erase invoice {_record} --reason letter --dry-run"));
        const string Counted = "Would be erased: 1 events, 2 numbers, 1 archived records, 0 quarantined items.";
        Assert.Contains(Counted, _output.ToString(), StringComparison.Ordinal);
        Assert.Single(await RowsAsync());

        Assert.Equal(0, await RunAsync(RecordsCommand.Create, $"erase invoice {_record} --reason letter --stay-forgotten"));

        Assert.Contains("\nErased: 1 events", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task WhatCannotBeRedelivered_IsSaid()
    {
        Assert.Equal(1, await RunAsync(RecordsCommand.Create, $"redeliver invoice {_record} --handler Nobody"));
        Assert.Contains("handler is none of invoice's: BlobRecordArchive.", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync(RecordsCommand.Create, "redeliver invoice --all --handler Nobody"));
        Assert.Equal(1, await RunAsync(RecordsCommand.Create, "redeliver invoice 0"));
        Assert.Contains("Nothing of this record was delivered", _output.ToString(), StringComparison.Ordinal);
        Assert.Single(await RowsAsync());
    }

    private async Task<List<TableEntity>> RowsAsync() =>
        await _events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").ToListAsync();

    private Task<int> RunAsync(Func<Func<IAnsiConsole>, System.CommandLine.Command> command, string arguments)
    {
        var site = _stack.WebhookUrl.GetLeftPart(UriPartial.Authority);
        return command(() => OperatorCommands.ConsoleTo(_output)).Parse($"{arguments} --url {site} --key {_stack.Host.HostKey}").InvokeAsync();
    }
}
