using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Tests.Hosting;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>What the app and its host write into logs and rows, searched for what must not be there.</summary>
public sealed class SecretsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Payload = "Confidential Customer Ltd";

    [Fact]
    public async Task NoKeyPasswordOrPayload_IsLogged_OrShownInAnError()
    {
        var logs = new RecordingLogs();
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            ConfigureLogging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs),
        });
        var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);
        stack.Simulator.Faults.Add(new FaultRule(FaultKind.Html) { Method = "GET", Count = 1 });

        stack.Simulator.Create("invoice", record => record["customer_name"] = Payload);
        await stack.Simulator.Webhooks.SendRawAsync(Encoding.UTF8.GetBytes($$"""{"customer_name":"{{Payload}}"}"""));
        await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>("State eq 'Completed'").AnyAsync());

        var written = string.Join('\n', logs.Lines) + string.Join('\n', await events.QueryAsync<TableEntity>("RowKey ne 'record'").Select(row => $"{row["Attempts"]}{row["Error"]}").ToListAsync());
        Assert.Contains("Received", written, StringComparison.Ordinal);
        foreach (var secret in new[] { Payload, stack.Simulator.Options.Password, stack.Host.HostKey, stack.Host.MasterKey, stack.Host.FunctionKey("ReceiveWebhook"), "Bearer " })
        {
            Assert.DoesNotContain(secret, written, StringComparison.Ordinal);
        }
    }
}
