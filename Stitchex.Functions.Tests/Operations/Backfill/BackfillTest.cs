using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Operations.Backfill;

/// <summary>An app, and a simulated Stitchex with records that no webhook told of. Its pages are short: few records make many.</summary>
public abstract class BackfillTest(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    /// <summary>How many records a page has.</summary>
    private protected const int PageSize = 10;

    private protected StitchexSimulator Stitchex { get; private set; } = null!;

    private protected ReceiverApp App { get; private set; } = null!;

    private protected JobOperations Jobs => App.Services.GetRequiredService<JobOperations>();

    public async Task InitializeAsync()
    {
        Stitchex = await SimulatedStitchex.StartAsync(options => options with { Resources = [.. Shapes()] }, Time);
        App = await ReceiverApp.StartAsync(azurite, Settings);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Stitchex.DisposeAsync();
    }

    /// <summary>How resources are listed.</summary>
    private protected virtual IEnumerable<ResourceShape> Shapes() =>
    [
        new("product", "products") { PageSize = PageSize, List = new(ListOrder.Shuffled) },
        new("customer", "customers") { PageSize = PageSize, List = new(ListOrder.NewestFirst) },
        new("payment", "payments") { PageSize = PageSize },
    ];

    /// <summary>Makes records that nobody is told of.</summary>
    private protected List<string> Create(string resource, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Stitchex.Create(resource, lines: 1, announce: false).Id)];

    /// <summary>Starts a backfill and gives its id.</summary>
    private protected async Task<string> StartAsync(string request)
    {
        var backfills = App.Services.GetRequiredService<BackfillOperations>();
        var response = await backfills.StartAsync(OperatorTest.Body(request), CancellationToken.None);
        return (string)OperatorTest.Json(response, HttpStatusCode.Accepted)["id"]!;
    }

    /// <summary>Does a backfill to its end, and its events.</summary>
    private protected async Task<JsonNode> RunAsync(string request)
    {
        var id = await StartAsync(request);
        await RunAsync();
        return await GetAsync(id);
    }

    /// <summary>Does pages of jobs as the host does: one that fails comes again. Its events are processed before the next page.</summary>
    private protected async Task RunAsync(int pages = int.MaxValue, Func<int, Task>? afterPage = null)
    {
        for (var page = 0; page < pages && (await App.JobQueue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0; page++)
        {
            try
            {
                await App.RunJobsAsync(pages: 1);
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(30));
            }

            await (afterPage?.Invoke(page) ?? Task.CompletedTask);
            await App.ProcessAllAsync();
        }

        await ProcessAsync();
    }

    /// <summary>Processes events until no message is left.</summary>
    private protected async Task ProcessAsync()
    {
        while ((await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount > 0)
        {
            await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(5));
            await App.ProcessAllAsync();
        }
    }

    /// <summary>Kills the app's process, and starts another.</summary>
    private protected async Task StartAgainAsync()
    {
        var killed = App;
        App = await ReceiverApp.StartAgainAsync(killed, Settings);
        await killed.DisposeAsync();
    }

    private protected async Task<JsonNode> GetAsync(string id) => OperatorTest.Json(await Jobs.GetAsync(id, CancellationToken.None));

    /// <summary>How each list ended: "customer Complete 40", with the number of records that were fetched.</summary>
    private protected static IEnumerable<string> EndsOf(JsonNode job) =>
        job["backfill"]!["lists"]!.AsArray().Select(list => $"{list!["resource"]} {list["state"]} {list["matched"]}");

    /// <summary>What the archive has beside what Stitchex has: the same, record by record and byte by byte.</summary>
    private protected async Task AssertArchivedAsync()
    {
        var stored = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in App.Records.GetBlobsAsync())
        {
            stored[blob.Name] = (await App.Records.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
        }

        var expected = Stitchex.Records.All().Select(history => history[^1]).Where(version => !version.IsDeleted)
            .Select(version => KeyValuePair.Create($"{version.Resource}/{version.Id}.json", Encoding.UTF8.GetString(version.Json.Span)));
        Assert.Equal(expected.OrderBy(record => record.Key, StringComparer.Ordinal), stored);
    }

    /// <summary>How many requests the API got for lists and for records.</summary>
    private protected (long Pages, long Records) Requests()
    {
        var requests = Stitchex.Requests.Counts.Where(count => count.Method == "GET")
            .ToLookup(count => count.Template.Contains("{id}", StringComparison.Ordinal));
        return (requests[false].Sum(count => count.Count), requests[true].Sum(count => count.Count));
    }

    /// <summary>Gets the app's settings.</summary>
    private protected virtual Dictionary<string, string?> Settings => SimulatedStitchex.SettingsFor(Stitchex);

    /// <summary>Gets the clock of the simulated Stitchex; null for the system's.</summary>
    private protected virtual TimeProvider? Time => null;
}
