using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Jobs;

/// <summary>An app with dead-lettered events, and jobs on them.</summary>
public abstract class JobTest(AzuriteFixture azurite) : OperatorTest(azurite)
{
    /// <summary>Gets what starts jobs.</summary>
    internal JobOperations Jobs => App.Services.GetRequiredService<JobOperations>();

    /// <summary>Gets what does their pages.</summary>
    internal JobRunner Runner => App.Services.GetRequiredService<JobRunner>();

    /// <summary>Starts a job and gives its id.</summary>
    internal async Task<string> StartAsync(string request) => (string)Json(await Jobs.StartAsync(Body(request), CancellationToken.None), HttpStatusCode.Accepted)["id"]!;

    /// <summary>Starts a job and does all of it.</summary>
    internal async Task<JsonNode> RunAsync(string request)
    {
        var id = await StartAsync(request);
        await App.RunJobsAsync();
        return await GetAsync(id);
    }

    /// <summary>Shows a job.</summary>
    internal async Task<JsonNode> GetAsync(string id) => Json(await Jobs.GetAsync(id, CancellationToken.None));

    /// <summary>The numbers of a job.</summary>
    internal static (string Status, int Matched, int Done) NumbersOf(JsonNode job) => ((string)job["status"]!, (int)job["matched"]!, (int)job["done"]!);

    /// <summary>Stores events that were dead-lettered.</summary>
    internal async Task<IReadOnlyList<string>> StoreManyDeadLetteredAsync(int count)
    {
        List<string> ids = [];
        for (var i = 0; i < count; i++)
        {
            ids.Add($"{await StoreDeadLetteredAsync()}");
        }

        return ids;
    }

    /// <summary>The events that are replayed, in order of their ids.</summary>
    internal async Task<IEnumerable<string>> ReplayedAsync()
    {
        var messages = await App.PeekAsync();
        Assert.All(messages, message => Assert.True(message.Reopen));
        return messages.Select(message => message.Id).Order();
    }

    /// <summary>The text of the only message of a job.</summary>
    internal async Task<string> OnlyMessageAsync() => Assert.Single((await App.JobQueue.PeekMessagesAsync(32)).Value).Body.ToString();

    /// <summary>Whether nothing of the events was changed.</summary>
    internal async Task<IEnumerable<string>> RowsAsync() => (await App.EventRowsAsync()).Select(row => $"{row.RowKey} {row.ETag}").Order();
}
