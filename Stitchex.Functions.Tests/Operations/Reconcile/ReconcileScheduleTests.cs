using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Reconcile;

/// <summary>When a reconciliation starts by itself.</summary>
public sealed class ReconcileScheduleTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Schedule_StartsOneJobEachTimeThatItIsDue()
    {
        await using var app = await StartAsync();
        await AdvanceUntilAsync(app, TimeSpan.FromHours(2.5));
        Assert.Empty(await JobsAfterAsync(app));

        await AdvanceUntilAsync(app, TimeSpan.FromHours(3.2));
        var first = Assert.Single(await JobsAfterAsync(app));
        Assert.Equal(("Reconcile", "the schedule"), ($"{first.Kind}", first.By));
        Assert.Contains("customer", first.Lists, StringComparison.Ordinal);
        Assert.Equal((true, "[]"), (first.IsDryRun, $"{JsonNode.Parse(first.Reconcile!)!["Kinds"]?.ToJsonString() ?? "[]"}"));
        Assert.Single(await JobsAfterAsync(app));

        // The next one is not started while it runs.
        await AdvanceUntilAsync(app, TimeSpan.FromHours(3.2));
        Assert.Empty(LinesAboutTheDueOne(app));
        Assert.Single(await JobsAfterAsync(app));
        var line = Assert.Single(LinesAboutTheDueOne(app));
        Assert.StartsWith("Warning ", line, StringComparison.Ordinal);
        Assert.EndsWith($" 03:00:00Z is not started while job {first.Id} runs.", line, StringComparison.Ordinal);

        await app.Services.GetRequiredService<JobOperations>().CancelAsync(first.Id, CancellationToken.None);
        Assert.Equal(2, (await JobsAfterAsync(app)).Count);
    }

    [Fact]
    public async Task ResourceThatIsIgnored_StartsNoJob_AndEachSweepSaysWhy()
    {
        await using var app = await StartAsync(("Stitchex:IgnoredEvents:0", "customer_*"));
        await AdvanceUntilAsync(app, TimeSpan.FromHours(3.2));

        Assert.Empty(await JobsAfterAsync(app));
        Assert.Empty(await JobsAfterAsync(app));

        var lines = LinesAboutTheDueOne(app);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.StartsWith("Error ", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.EndsWith(
            "cannot be started: resources holds \"customer\", whose events Stitchex:IgnoredEvents has the app ignore.",
            line,
            StringComparison.Ordinal));
    }

    [Fact]
    public void SettingsThatAreWrong_AreSaid()
    {
        var options = new ReconcileOptions { Schedule = "every night", Resources = { "customer", "in voice" } };
        foreach (var i in Enumerable.Range(0, 29))
        {
            options.Resources.Add($"resource{i}");
        }

        var result = new ReconcileSchedule().Validate(name: null, options);

        Assert.Equal(
            [
                "Stitchex:Reconcile:Schedule is 'every night'. "
                    + "Set it to an NCRONTAB expression in UTC, such as 0 0 2 * * *, or leave it out.",
                "Stitchex:Reconcile:Resources:1 is 'in voice'. Set it to a resource's name, such as invoice.",
                "Stitchex:Reconcile:Resources names 31 resources. Name 30 at most.",
            ],
            result.Failures!);
    }

    private static List<string> LinesAboutTheDueOne(ReceiverApp app) =>
    [
        .. app.Services.GetFakeLogCollector().GetSnapshot()
            .Where(line => line.Message.StartsWith("The reconciliation that was due", StringComparison.Ordinal))
            .Select(line => $"{line.Level} {line.Message}"),
    ];

    private Task<ReceiverApp> StartAsync(params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Stitchex:Reconcile:Schedule"] = "0 0 3 * * *",
            ["Stitchex:Reconcile:Resources:0"] = "customer",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return ReceiverApp.StartAsync(azurite, settings, services => services.AddFakeLogging());
    }

    private static async Task<List<Job>> JobsAfterAsync(ReceiverApp app)
    {
        await app.Services.GetRequiredService<ReconcileOperations>().StartDueAsync(CancellationToken.None);
        return await app.Services.GetRequiredService<JobRows>().ListAsync(CancellationToken.None);
    }

    // To a time of the day, the next that comes.
    private static async Task AdvanceUntilAsync(ReceiverApp app, TimeSpan timeOfDay)
    {
        await app.LearnTimeAsync();
        var left = timeOfDay - app.Services.GetRequiredService<StorageClock>().UtcNow.TimeOfDay;
        await app.Account.AdvanceClockAsync(left > TimeSpan.Zero ? left : left + TimeSpan.FromDays(1));
        await app.LearnTimeAsync();
    }
}
