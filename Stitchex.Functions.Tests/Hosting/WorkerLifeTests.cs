using System.Diagnostics;
using System.Net;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Hosting;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Hosting;

/// <summary>The app's build as a worker process that crashes, hangs, or is killed, and a host that goes on.</summary>
public sealed class WorkerLifeTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _connection = azurite.NewAccount().ConnectionString;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WorkerThatIsKilledWithEventsInFlight_IsStartedAgain_AndNothingIsLost()
    {
        await using var stack = await StartAsync(options => options);
        var before = await stack.Host.WorkerProcessIdAsync();
        var waiting = Enumerable.Range(0, 5).Select(_ => Create(stack, ScriptedHandler.Wait)).ToArray();
        await Eventually.HoldsAsync(() => Handled("begin", waiting));

        Kill(before);
        var later = Create(stack, "");
        ScriptedHandler.LetGo(_folder.Path);

        await Eventually.HoldsAsync(() => Handled("end", [.. waiting, later]));
        await Eventually.GivesAsync(
            async () => string.Join(' ', await StatesAsync()), states => states == string.Join(' ', Enumerable.Repeat("Completed", 6)));
        Assert.NotEqual(before, await stack.Host.WorkerProcessIdAsync());
    }

    [Fact]
    public async Task HandlerThatCrashesTheWorkerOnce_IsCalledAgain()
    {
        await using var stack = await StartAsync(options => options);

        var crashing = Create(stack, ScriptedHandler.Crash);

        await Eventually.HoldsAsync(() => Handled("end", [crashing]));
        await Eventually.HoldsAsync(async () => (await StatesAsync()).SequenceEqual(["Completed"]));
    }

    [Fact]
    public async Task WorkerThatEndsAgainAndAgain_EndsTheHost()
    {
        await using var stack = await StartAsync(options => options);
        for (var i = 0; i < 3; i++)
        {
            var before = await stack.Host.WorkerProcessIdAsync();
            Kill(before);
            await Eventually.HoldsAsync(() => HasFailedOrStartedAgainAsync(stack.Host, before));
        }

        Assert.StartsWith("The worker process ended 3 times within 30 minutes.", await stack.Host.Failed, StringComparison.Ordinal);
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(stack.Host.BaseAddress, "api/health"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task FunctionOverItsTimeLimit_IsCancelled_ThenItsWorkerIsEnded()
    {
        var hostJson = Path.Combine(_folder.Path, "host.json");
        await File.WriteAllTextAsync(hostJson, """{ "functionTimeout": "00:00:02", "extensions": { "queues": { "maxPollingInterval": "00:00:00.1" } } }""");
        await using var stack = await StartAsync(options => options with { HostJsonPath = hostJson });
        var before = await stack.Host.WorkerProcessIdAsync();

        var stuck = Create(stack, ScriptedHandler.Wait);
        await Eventually.HoldsAsync(async () => await stack.Host.WorkerProcessIdAsync() != before);
        ScriptedHandler.LetGo(_folder.Path);

        await Eventually.HoldsAsync(() => Handled("end", [stuck]));
    }

    [Fact]
    public async Task AppThatRefusesItsSettings_FailsTheStart_WithItsOwnWords()
    {
        var exception = await Assert.ThrowsAsync<FunctionsHostException>(() => FunctionsHost.StartAsync(new()
        {
            Settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = _connection, ["Stitchex__Api__OrganisationId"] = "none" },
        }));

        Assert.Contains("exit code 1.", exception.Message, StringComparison.Ordinal);
        Assert.Contains("\n- Stitchex:Api:OrganisationId is 'none'", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AppThatIsNotBuilt_FailsTheStart_AndSaysWhatToDo()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "host.json"), "{}");

        var exception = await Assert.ThrowsAsync<FunctionsHostException>(() => FunctionsHost.StartAsync(new() { AppFolder = _folder.Path }));

        Assert.Contains("Build it with dotnet build.", exception.Message, StringComparison.Ordinal);
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
        process.WaitForExit();
    }

    private static async Task<bool> HasFailedOrStartedAgainAsync(FunctionsHost host, int before)
    {
        try
        {
            return await host.WorkerProcessIdAsync() != before;
        }
        catch (FunctionsHostException)
        {
            return host.Failed.IsCompleted;
        }
    }

    private static string Create(LocalStack stack, string notes) => stack.Simulator.Create("invoice", record => record["notes"] = notes).Id;

    private bool Handled(string what, IEnumerable<string> records)
    {
        var lines = ScriptedHandler.Read(_folder.Path);
        return records.All(record => lines.Contains($"{what} {record}"));
    }

    private async Task<IEnumerable<string>> StatesAsync() =>
        await new TableClient(_connection, StorageNames.EventsTable).QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").Select(row => row.GetString("State")).ToListAsync();

    private Task<LocalStack> StartAsync(Func<LocalStackOptions, LocalStackOptions> configure) => LocalStack.StartAsync(configure(new LocalStackOptions
    {
        PreferUsualPorts = false,
        StorageConnectionString = _connection,
        Extension = ScriptedHandler.Extension(_folder.Path),
        Settings = new Dictionary<string, string>
        {
            ["Stitchex__Api__FetchTimeout"] = "00:00:02",
            ["Stitchex__Processing__HandlerTimeout"] = "00:00:02",
            ["Stitchex__Processing__LeaseDuration"] = "00:00:06",
        },
    }));
}
