using System.Net;
using System.Web;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Searching;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Operations.Throughput;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>
/// How many requests to storage an operator's page makes: as many with thousands of stored events as with ten. <c>STITCHEX_STORED_EVENTS</c> sets how many;
/// the ordinary run has to be short.
/// </summary>
public sealed class OperatorBudgetTests(StoredEventsFixture stored) : IClassFixture<StoredEventsFixture>
{
    private readonly ReceiverApp _few = stored.Few;
    private readonly ReceiverApp _many = stored.Many;

    [Theory]
    [InlineData("", 6)]
    [InlineData("&resource=invoice", 6)]
    [InlineData("&state=DeadLettered", 6)]
    [InlineData("&resource=invoice&recordId=1000000", 1)]
    public async Task Page_TakesAsManyRequests_HoweverManyEventsAreStored(string filter, int requests)
    {
        var query = $"pageSize=5&to={stored.Day}{filter}";

        Assert.Equal(requests, await CountAsync(_few, app => ListAsync(app, query)));
        Assert.Equal(requests, await CountAsync(_many, app => ListAsync(app, query)));
    }

    [Fact]
    public async Task Search_TakesAsManyRequests_HoweverManyEventsAreStored()
    {
        // The number's partition, what is stored under that id of each of the 11 known resources, and the record's row.
        Assert.Equal((1 + 11 + 1, 1 + 11 + 1), (await CountSearchAsync(_few, "inv-1000000"), await CountSearchAsync(_many, "inv-1000000")));
        Assert.Equal((1 + 11 + 1, 1 + 11 + 1), (await CountSearchAsync(_few, "1000000"), await CountSearchAsync(_many, "1000000")));

        // Errors are looked through where nothing else is found: up to 200 dead-lettered events, and up to 120 that may wait.
        Assert.InRange(await CountSearchAsync(_many, "the moon"), 3, 20 + 200 + 120);
    }

    [Fact]
    public async Task PageForRareEvents_IsBounded() =>
        Assert.InRange(await CountAsync(_many, app => ListAsync(app, "pageSize=100&state=Received")), 1, 1 + 200);

    [Fact]
    public async Task OneEvent_Takes2_AndItsReplay2()
    {
        foreach (var app in new[] { _few, _many })
        {
            var id = OperatorTest.Ids(OperatorTest.Json(await ListAsync(app, "pageSize=1"))).Single();

            Assert.Equal(2, await CountAsync(app, it => Events(it).GetAsync(id, CancellationToken.None)));
            Assert.Equal(2, await CountAsync(app, it => Events(it).ReplayAsync(id, CancellationToken.None)));
        }
    }

    [Fact]
    public async Task Throughput_Takes24() => Assert.Equal(
        (24, 24),
        (await CountAsync(_few, app => app.Services.GetRequiredService<ThroughputOperations>().GetAsync(CancellationToken.None)),
            await CountAsync(_many, app => app.Services.GetRequiredService<ThroughputOperations>().GetAsync(CancellationToken.None))));

    [Fact]
    public async Task Overview_IsBounded()
    {
        static Task<OperatorResponse> Ask(ReceiverApp app) => app.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None);

        // What is wrong is looked at one by one: ten dead-lettered of ten, up to 200 of as many as there are, and up to 120 that may wait.
        Assert.InRange(await CountAsync(_few, Ask), 7 + 10, 12 + (2 * 10));
        Assert.InRange(await CountAsync(_many, Ask), 7, 12 + 200 + 120);
    }

    [Fact]
    public async Task Status_Takes2_AsOneDestinationWouldTakeOneMore()
    {
        static Task<OperatorResponse> Ask(ReceiverApp app) =>
            app.Services.GetRequiredService<StatusOperations>().GetAsync(CancellationToken.None);

        Assert.Equal((2, 2), (await CountAsync(_few, Ask), await CountAsync(_many, Ask)));
    }

    [Fact]
    public async Task PageOfAJob_TakesAsManyRequests_HoweverManyEventsAreStored()
    {
        static async Task<OperatorResponse> Run(ReceiverApp app)
        {
            var response = await app.Services.GetRequiredService<JobOperations>().StartAsync(
                OperatorTest.Body("""{"kind":"replay","state":"DeadLettered","ratePerMinute":50}"""), CancellationToken.None);
            var id = (string)OperatorTest.Json(response, HttpStatusCode.Accepted)["id"]!;
            await app.Services.GetRequiredService<JobRunner>().RunAsync($$"""{"v":1,"job":"{{id}}","page":0}""", CancellationToken.None);
            return response;
        }

        // The row and its message; the row, index entries, five events and their messages, the cursor, the next message.
        Assert.Equal(2 + 1 + 1 + 10 + 1 + 1, await CountAsync(_few, Run));
        Assert.Equal(2 + 1 + 1 + 10 + 1 + 1, await CountAsync(_many, Run));
    }

    private static Task<int> CountSearchAsync(ReceiverApp app, string text) =>
        CountAsync(app, it => it.Services.GetRequiredService<SearchOperations>().SearchAsync(
            HttpUtility.ParseQueryString($"q={Uri.EscapeDataString(text)}"), CancellationToken.None));

    private static EventOperations Events(ReceiverApp app) => app.Services.GetRequiredService<EventOperations>();

    private static Task<OperatorResponse> ListAsync(ReceiverApp app, string query) => Events(app).ListAsync(HttpUtility.ParseQueryString(query), CancellationToken.None);

    private static async Task<int> CountAsync(ReceiverApp app, Func<ReceiverApp, Task<OperatorResponse>> ask)
    {
        app.Faults.Clear();
        var response = await ask(app);
        Assert.InRange((int)response.Status, 200, 299);
        return app.Faults.Requests.Count;
    }
}
