using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Health;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>A login is rejected, corrected, and tried because an operator says so, in a process of its own.</summary>
public sealed class LoginCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task LoginThatAnOperatorHasTried_EndsTheWaitOfAllInstances_AndAReplayIsProcessedAtOnce()
    {
        using (Reject())
        {
            await DeliverAsync(Create());
            await ProcessAsync();
        }

        await using var portal = await StartPortalAsync();
        await AssertWaitsAsync();

        Assert.Equal("healthy", (string)OperatorTest.Json(await CheckAsync(portal))["status"]!);
        Assert.False((await App.Events.GetEntityIfExistsAsync<TableEntity>("control", "api")).HasValue);
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task LoginThatIsRejectedAgain_AfterATrySucceededForAnother_WaitsAnew()
    {
        using (Reject())
        {
            await DeliverAsync(Create());
            await ProcessAsync();
        }

        await using var portal = await StartPortalAsync();
        Assert.Equal("healthy", (string)OperatorTest.Json(await CheckAsync(portal))["status"]!);
        using var rejects = Reject();
        for (var i = 0; i < 5; i++)
        {
            await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
            await ProcessAsync();
        }

        Assert.Equal(1, rejects.TimesMet);
    }

    [Fact]
    public async Task OperatorsTries_ReallyAsk_OnceInTenSecondsOfAllInstances_AndMakeNoWaitLonger()
    {
        using var rejects = Reject();
        await using var portal = await StartPortalAsync();
        await DeliverAsync(Create());
        await ProcessAsync();
        var before = rejects.TimesMet;

        for (var tries = 1; tries <= 3; tries++)
        {
            Assert.StartsWith("Login rejected (401) 0 s ago, next try in 60 s. ", await DetailAsync(portal), StringComparison.Ordinal);
            Assert.Equal(before + tries, rejects.TimesMet);

            // As if it were tried this moment, however slow this machine is.
            var row = (await App.Events.GetEntityAsync<TableEntity>("control", "login")).Value;
            var triedAt = row.GetDateTimeOffset("TriedAt")!.Value;
            await App.Events.UpsertEntityAsync(new TableEntity("control", "login") { ["TriedAt"] = triedAt.AddMinutes(5) });
            foreach (var instance in new[] { portal, App })
            {
                var detail = OperatorTest.Problem(await CheckAsync(instance), HttpStatusCode.Conflict);
                Assert.StartsWith("The login was tried within the last 10 s.", detail, StringComparison.Ordinal);
            }

            Assert.Equal(before + tries, rejects.TimesMet);
            await App.Events.UpsertEntityAsync(new TableEntity("control", "login") { ["TriedAt"] = triedAt });
            await AdvanceAsync(TimeSpan.FromSeconds(11));
        }
    }

    [Fact]
    public async Task CheckOfAnAppWhoseLoginSucceeded_LogsInNoMore()
    {
        await DeliverAsync(Create());
        await ProcessAsync();
        var logins = Stitchex.Tokens.Counts.Logins;

        OperatorTest.Json(await CheckAsync(App));
        OperatorTest.Json(await CheckAsync(App));

        Assert.Equal(logins, Stitchex.Tokens.Counts.Logins);
    }

    private static Task<Functions.Operations.Http.OperatorResponse> CheckAsync(ReceiverApp app) =>
        app.Services.GetRequiredService<HealthOperations>().CheckAsync(CancellationToken.None);

    private static async Task<string> DetailAsync(ReceiverApp app)
    {
        var checks = OperatorTest.Json(await CheckAsync(app))["checks"]!.AsArray();
        return (string)checks.Single(check => (string)check!["name"]! == "api")!["detail"]!;
    }

    // The login is tried again only in a minute.
    private async Task AssertWaitsAsync()
    {
        var logins = Stitchex.Requests.Count("/oauth/token");
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal(("Retrying", logins), (await OnlyEventAsync(), Stitchex.Requests.Count("/oauth/token")));
    }

    private Fault Reject() => Stitchex.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" });

    private Task<ReceiverApp> StartPortalAsync() => ReceiverApp.StartAgainAsync(
        App, SimulatedStitchex.SettingsFor(Stitchex), services => services.AddSingleton<TimeProvider>(Time));
}
