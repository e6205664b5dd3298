using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Commands;

/// <summary>Scripts are tried from the command line: on a file, and on the records of a running deployment.</summary>
public sealed class ScriptsCommandTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly StringWriter _output = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task File_IsShownBesideWhatIsSent()
    {
        await File.WriteAllTextAsync(_folder["ledger.js"], "export default ({ type, id, version, data }) => data && ({ type, id, version, sum: data.a + data.b });");
        await File.WriteAllTextAsync(_folder["record.json"], """{"id":7,"updated_at":"2026-11-24T12:00:00Z","a":1,"b":2,"name":"größe"}""");

        Assert.Equal(0, await RunAsync("try", _folder["ledger.js"], "invoice", "--file", _folder["record.json"]));
        Assert.Equal(0, await RunAsync("try", _folder["ledger.js"], "invoice", "--file", _folder["record.json"], "--type", "deleted"));

        Assert.Matches("""invoice 7, updated +│ What is sent""", Output);
        Assert.Matches("""│   "name": "größe" +│""", Output);
        Assert.Contains("\"sum\": 3", Output, StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2026-11-24T12:00:00Z\"", Output, StringComparison.Ordinal);
        Assert.Contains("1 sent, 0 skipped, 0 failed.", Output, StringComparison.Ordinal);
        Assert.Matches(@"\(no record\) +│ \(skipped: it returned null\)", Output);
    }

    [Fact]
    public async Task Fault_IsShownWithItsPlace_AndWhatCannotRun_IsSaid()
    {
        await File.WriteAllTextAsync(_folder["bad.js"], "export default change => {\n  return change.data.x.y;\n}");
        await File.WriteAllTextAsync(_folder["record.json"], "{}");
        await File.WriteAllTextAsync(_folder["none.json"], "no JSON");

        Assert.Equal(1, await RunAsync("try", _folder["bad.js"], "invoice", "--file", _folder["record.json"]));
        Assert.Contains($"The script ({_folder["bad.js"]}) failed at line 2, column 24: ", Output, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("try", "change => )", "invoice", "--file", _folder["record.json"]));
        Assert.Contains("The script failed at line 1, column 11: Unexpected token ')'", Output, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("try", "change => 1", "invoice", "--file", _folder["none.json"]));
        Assert.Contains("The file holds no record: ", Output, StringComparison.Ordinal);
        Assert.Equal(1, await RunAsync("try", "change => 1", "invoice", "--file", _folder["nothing.json"]));
        Assert.Equal(1, await RunAsync("try", _folder["nothing.js"], "invoice", "--file", _folder["record.json"]));
    }

    [Fact]
    public async Task LongOutput_IsCut_AndNothingSteersTheTerminal()
    {
        await File.WriteAllTextAsync(_folder["record.json"], """{"id":"\u001b[31m","name":"\u202e[red]"}""");

        Assert.Equal(0, await RunAsync("try", "change => [change.data.name, ...Array(100).keys(), 'x'.repeat(300)]", "[invoice]", "--file", _folder["record.json"]));

        Assert.Contains("… 64 more lines", Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', Output);
        Assert.DoesNotContain('\u202e', Output);
        Assert.Contains("[red]", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordsOfADeployment_AreTried_NewestFirst_OrByTheirIds()
    {
        await using var stack = await LocalStack.StartAsync(
            new LocalStackOptions { PreferUsualPorts = false, StorageConnectionString = azurite.NewAccount().ConnectionString });
        var here = stack.Simulator.Create("invoice", record => record["notes"] = "here").Id;
        var there = stack.Simulator.Create("invoice", record => record["notes"] = "there").Id;
        var gone = stack.Simulator.Create("invoice").Id;
        await CompletedAsync(stack, 3);
        stack.Simulator.Delete("invoice", gone);
        await CompletedAsync(stack, 4);
        string[] deployment = ["--url", stack.WebhookUrl.GetLeftPart(UriPartial.Authority), "--key", stack.Host.HostKey];
        const string Script = "change => change.type === 'deleted' || change.data.notes === 'here' ? { id: change.id, type: change.type } : null";

        Assert.Equal(0, await RunAsync(["try", Script, "invoice", .. deployment]));
        Assert.Contains("2 sent, 1 skipped, 0 failed.", Output, StringComparison.Ordinal);
        Assert.Contains($"invoice {gone}, deleted", Output, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(["try", Script, "invoice", here, "0", "--type", "created", .. deployment]));
        Assert.Contains("\"type\": \"created\"", Output, StringComparison.Ordinal);
        Assert.Contains("invoice 0: nothing of it was delivered yet.", Output, StringComparison.Ordinal);
        Assert.Contains("1 sent, 0 skipped, 0 failed.", Output, StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(["try", Script, "invoice", there, .. deployment]));
        Assert.Contains("0 sent, 1 skipped, 0 failed.", Output, StringComparison.Ordinal);
    }

    private string Output => _output.ToString();

    private static async Task CompletedAsync(LocalStack stack, int count)
    {
        var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);
        await Eventually.HoldsAsync(async () => (await events.QueryAsync<TableEntity>("State eq 'Completed'").ToListAsync()).Count == count);
    }

    private Task<int> RunAsync(params string[] arguments)
    {
        return ScriptsCommand.Create(() => OperatorCommands.ConsoleTo(_output)).Parse(arguments).InvokeAsync();
    }
}
