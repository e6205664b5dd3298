using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StandardWebhooks;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What a webhook's receiver gets, and what becomes of an event by its response.</summary>
public sealed class WebhookTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    private const string NewSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    [Fact]
    public async Task Change_IsPosted_SignedWithBothSecrets()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server, [.. Webhook("ledger", server.Address), .. Settings("ledger", ("Secret", NewSecret), ("PreviousSecret", Secret))]);
        var change = Create("größe 😀");

        await ProcessAsync(app, change);

        var request = Assert.Single(server.Requests);
        var signatures = request.Headers["webhook-signature"].ToString().Split(' ');
        foreach (var (secret, signature) in new[] { NewSecret, Secret }.Zip(signatures))
        {
            // The package looks at the first signature only.
            request.Headers["webhook-signature"] = signature;
            new StandardWebhook(secret).Verify(request.Text, request.Headers);
        }

        Assert.Equal(2, signatures.Length);
        Assert.ThrowsAny<Exception>(() => new StandardWebhook(Secret).Verify(request.Text + " ", request.Headers));
        Assert.Equal(("/hooks", "application/cloudevents+json; charset=utf-8"), (request.Path, request.Headers.ContentType.ToString()));
        Assert.Equal((request["id"], "com.stitchex.invoice.created"), (request.Headers["webhook-id"].ToString(), request["type"]));
        var archived = (await app.Records.GetBlobClient($"invoice/{change.Id}.json").DownloadContentAsync()).Value.Content;
        Assert.EndsWith($"\"data\":{archived}}}", request.Text, StringComparison.Ordinal);
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
    }

    [Fact]
    public async Task KindsAndResources_AreChosen()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server,
            [
                .. Webhook("news", new Uri(server.Address, "/news"), ("Actions:0", "created")),
                .. Webhook("edits", new Uri(server.Address, "/edits"), ("Actions:0", "updated"), ("Resources:0", "inv_*"), ("Resources:1", "invoice")),
                .. Webhook("tickets", new Uri(server.Address, "/tickets"), ("Resources:0", "pick_ticket")),
            ]);
        var change = Create();
        await ProcessAsync(app, change);
        await ProcessAsync(app, Update(change.Id, "v2"));

        Assert.Equal(["/news com.stitchex.invoice.created", "/edits com.stitchex.invoice.updated"], server.Requests.Select(request => $"{request.Path} {request["type"]}"));
        Assert.True(string.CompareOrdinal(server.Requests[0]["sequence"], server.Requests[1]["sequence"]) < 0);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task EventThatIsRefused_IsDeadLettered_AndTheOthersHaveIt(int status)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status, text: "no such\nsku");
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));

        await ProcessAsync(app, Create());

        var row = await app.OnlyEventRowAsync();
        Assert.Equal("DeadLettered/Rejected", Describe(row));
        Assert.Equal($"ledger rejected the record: it responded {status}: no such sku", row.GetString("Error"));
        Assert.Single(Journal.Changes);
    }

    [Theory]
    [InlineData(429, "120")]
    [InlineData(503, "120")]
    [InlineData(503, "date")]
    public async Task DestinationThatAsksForLater_IsHeldBackForAllEvents_OnAllInstances(int status, string retryAfter)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status, retryAfter == "date" ? Time.GetUtcNow().AddSeconds(120).ToString("R") : retryAfter);
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(204);

        await ProcessAsync(app, Create());
        await ProcessAsync(other, Create());
        await LaterAsync(app, TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(55));

        Assert.Single(server.Requests);
        Assert.All(await app.EventRowsAsync(), row => Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince"))));

        await LaterAsync(app, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(20));
        Assert.Equal(4, server.Requests.Count);
        Assert.All(await app.EventRowsAsync(), row => Assert.Equal("Completed/Handled", Describe(row)));
    }

    [Fact]
    public async Task HoldThatOneInstanceWasToldOf_OutlastsASuccessOfAnother()
    {
        await using var server = await HookServer.StartAsync();
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Response = async context =>
        {
            server.Response = HookServer.Status(429, "120");
            arrived.SetResult();
            await go.Task;
            context.Response.StatusCode = 204;
        };
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        await using var third = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        var underWay = Task.Run(() => ProcessAsync(other, Create()));
        await arrived.Task.WaitAsync(Eventually.Deadline);
        await ProcessAsync(app, Create());
        go.SetResult();
        await underWay.WaitAsync(Eventually.Deadline);

        await ProcessAsync(third, Create());

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task DestinationThatIsGone_IsStopped_ForAllInstances_AndNoEventIsLost()
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(410);
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(204);

        await ProcessAsync(other, Create());
        await LaterAsync(app, TimeSpan.FromHours(60), TimeSpan.FromHours(3));

        Assert.Single(server.Requests);
        Assert.All(await app.EventRowsAsync(), row => Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince"))));
        Assert.Contains("it responded 410", (await app.Events.GetEntityAsync<Azure.Data.Tables.TableEntity>("control", "destination-stop.ledger")).Value.GetString("Reason"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(302)]
    public async Task DestinationThatServesNobody_StartsNoClock_AndIsDeliveredToInOrderWhenItIsBack(int status)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status);
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var change = Create();
        await ProcessAsync(app, change);
        await LaterAsync(app, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5));
        await ProcessAsync(app, Update(change.Id, "v2"));
        await LaterAsync(app, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(5));

        Assert.Equal(["v1", "v2"], Delivered);
        Assert.All(await app.EventRowsAsync(), row => Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince"))));
        var failed = server.Requests.Count;

        server.Response = HookServer.Status(200);
        await LaterAsync(app, TimeSpan.FromHours(2), TimeSpan.FromMinutes(10));

        Assert.Equal(["v2"], server.Requests.Skip(failed).Select(request => (string)request.Event["data"]!["notes"]!));
        Assert.All(await app.EventRowsAsync(), row => Assert.StartsWith("Completed/", Describe(row), StringComparison.Ordinal));
        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Record_IsRedeliveredByName_UnderAnIdOfItsOwn()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server, [.. Webhook("ledger", new Uri(server.Address, "/ledger")), .. Webhook("other", new Uri(server.Address, "/other"))]);
        var change = Create();
        await ProcessAsync(app, change);

        var operations = app.Services.GetRequiredService<RedeliveryOperations>();
        var response = await operations.RedeliverRecordAsync("invoice", change.Id, new MemoryStream("""{"handler":"ledger"}"""u8.ToArray()), CancellationToken.None);
        await app.ProcessAllAsync();

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        Assert.Equal(["/ledger", "/other", "/ledger"], server.Requests.Select(request => request.Path));
        Assert.Equal(2, server.Requests.Select(request => request["id"]).Distinct().Count());
        Assert.True(string.CompareOrdinal(server.Requests[0]["sequence"], server.Requests[2]["sequence"]) < 0);
    }

    [Fact]
    public async Task EventThatFailsWhileOthersAreTaken_HasItsClock()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(500);

        await ProcessAsync(app, Create());

        Assert.Equal(["Completed/Handled", "Retrying"], (await app.EventRowsAsync()).Select(Describe).Order());
        Assert.Single(await app.EventRowsAsync(), row => row.ContainsKey("FailingSince"));
    }

    [Fact]
    public async Task DestinationThatFailsRepeatedly_IsHeldBack()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(500);
        for (var i = 0; i < 8; i++)
        {
            await ProcessAsync(app, Create());
        }

        Assert.Equal(1 + 5, server.Requests.Count);
        Assert.Equal(9, Journal.Changes.Count);
        Assert.DoesNotContain(await app.EventRowsAsync(), row => row.GetString("Error")?.Contains("held back until", StringComparison.Ordinal) == true
            && row.GetString("Error").Contains("responded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DestinationThatHangs_IsCutOff_AndTheOthersHaveTheChange()
    {
        await using var server = await HookServer.StartAsync();
        var hangs = new TaskCompletionSource();
        server.Response = async context =>
        {
            hangs.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        };
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));

        var processing = ProcessAsync(app, Create());
        await hangs.Task.WaitAsync(Eventually.Deadline);
        Time.Advance(TimeSpan.FromSeconds(15));
        await processing.WaitAsync(Eventually.Deadline);

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince")));
        Assert.Equal("ledger is called again later: it was not done within 15 s (Timeout).", row.GetString("Error"));
        Assert.Single(Journal.Changes);
    }

    [Fact]
    public async Task Answer_IsReadToABound()
    {
        await using var server = await HookServer.StartAsync();
        server.Response = async context =>
        {
            context.Response.StatusCode = 422;
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('x', 1024));
            }
        };
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));

        await ProcessAsync(app, Create()).WaitAsync(Eventually.Deadline);

        Assert.Equal($"ledger rejected the record: it responded 422: {new string('x', 200)}", (await app.OnlyEventRowAsync()).GetString("Error"));
    }

    [Fact]
    public async Task PrivateAddress_IsNotConnectedTo()
    {
        await using var server = await HookServer.StartAsync();
        var hidden = new UriBuilder(server.Address) { Host = "10.255.255.1" }.Uri;
        await using var app = await StartAsync(server, Webhook("ledger", hidden));

        await ProcessAsync(app, Create());

        Assert.Contains("10.255.255.1 is at a private address", (await app.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(422)]
    public async Task NoSecret_IsInAnError(int status)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status, text: $"Cannot POST {server.Address.PathAndQuery}");
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));

        await ProcessAsync(app, Create());

        var rows = string.Join('\n', await app.Events.QueryAsync<Azure.Data.Tables.TableEntity>().SelectMany(row => row.Select(property => $"{property.Value}").ToAsyncEnumerable()).ToListAsync());
        Assert.Contains($"it responded {status}: Cannot POST …", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("t0psecret", rows, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[6..], rows, StringComparison.Ordinal);
    }
}
