using System.Xml;

namespace Stitchex.Functions.Tests.Infra;

public sealed class AlertTests
{
    private const string Rule = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricRule = "Microsoft.Insights/metricAlerts";

    // Windows that a rule may look at, in minutes.
    private static readonly int[] Windows = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1_440, 2_880];

    [BicepFact]
    public async Task Rules_WatchWhatAnOperatorHasToKnow()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.Equal(
            [
                "stitchex-dead-lettered-events", "stitchex-destination-interrupted", "stitchex-log-cap-reached", "stitchex-login-rejected", "stitchex-lost-webhooks",
                "stitchex-not-found", "stitchex-oldest-waiting-event",
                "stitchex-poison-queue",
                "stitchex-quarantined-bodies", "stitchex-server-errors", "stitchex-unauthorised-requests",
            ],
            deployment.All(Rule).Select(rule => rule.Name).Order());
        Assert.Equal("stitchex-server-errors-seen-outside", deployment.The(MetricRule).Name);
    }

    [BicepFact]
    public async Task Silence_IsWatchedOnlyWhenAskedFor()
    {
        var rule = Assert.Single((await PredictedDeployment.PrivateAsync()).All(Rule), rule => rule.Name == "stitchex-no-events");

        Assert.Equal("PT24H", rule.Text("properties.windowSize"));
        Assert.Equal("LessThan", rule.Text("properties.criteria.allOf.0.operator"));
        Assert.Equal("1", rule.Json("properties.criteria.allOf.0.threshold"));
    }

    [BicepFact]
    public async Task Queries_NameTelemetryThatTheAppSends() =>
        Assert.All((await PredictedDeployment.PrivateAsync()).All(Rule), rule => KustoNames.AssertEmitted(Query(rule)));

    [BicepTheory]
    [InlineData("dead-lettered-events", "stitchex.event.unresolved")]
    [InlineData("quarantined-bodies", "stitchex.quarantine.items")]
    [InlineData("destination-interrupted", "stitchex.destination.interruption.duration")]
    [InlineData("not-found", "stitchex.event.completed")]
    [InlineData("lost-webhooks", "stitchex.reconcile.differences")]
    [InlineData("oldest-waiting-event", "stitchex.event.oldest_waiting.age")]
    [InlineData("no-events", "stitchex.webhook.deliveries")]
    public async Task Rule_LooksAtItsMetric(string name, string metric) =>
        Assert.Equal([metric], KustoNames.MetricsOf(Query((await PredictedDeployment.PrivateAsync()).All(Rule).Single(rule => rule.Name == $"stitchex-{name}"))));

    [BicepTheory]
    [InlineData("poison-queue", "PoisonReturned")]
    [InlineData("login-rejected", "LoginRejected")]
    public async Task Rule_LooksAtItsLogEvent(string name, string logEvent) =>
        Assert.Equal([logEvent], KustoNames.LogEventsOf(Query((await PredictedDeployment.OrdinaryAsync()).All(Rule).Single(rule => rule.Name == $"stitchex-{name}"))));

    // The log says so itself when it takes no more in; nothing else can be seen in it then.
    [BicepFact]
    public async Task LogCap_IsWatchedInWhatItDoesNotHoldBack()
    {
        var rule = (await PredictedDeployment.OrdinaryAsync()).All(Rule).Single(rule => rule.Name == "stitchex-log-cap-reached");

        Assert.Equal("1", rule.Json("properties.severity"));
        Assert.False(rule.Flag("properties.autoMitigate"));
        Assert.StartsWith("_LogOperation\n| where Category =~ 'Ingestion' and Detail contains 'OverQuota'\n", Query(rule), StringComparison.Ordinal);
    }

    [BicepTheory]
    [InlineData("dead-lettered-events")]
    [InlineData("destination-interrupted")]
    [InlineData("quarantined-bodies")]
    public async Task WhatWaitsForSomebody_IsMailedUntilNothingWaits(string name)
    {
        var rule = (await PredictedDeployment.OrdinaryAsync()).All(Rule).Single(rule => rule.Name == $"stitchex-{name}");

        // What resolves itself is mailed once, and cannot be mailed again.
        Assert.False(rule.Flag("properties.autoMitigate"));
        Assert.Equal("PT6H", rule.Text("properties.muteActionsDuration"));
        Assert.Contains("\n| summarize arg_max(TimeGenerated, ", Query(rule), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task WhatPasses_ResolvesItself() => Assert.All(
        (await PredictedDeployment.PrivateAsync()).All(Rule),
        rule => Assert.Equal(
            rule.Name is not ("stitchex-dead-lettered-events" or "stitchex-destination-interrupted" or "stitchex-quarantined-bodies" or "stitchex-log-cap-reached"),
            rule.Flag("properties.autoMitigate")));

    [BicepFact]
    public async Task Texts_LeadToASectionOfTheRunbook()
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var anchors = Anchors(await File.ReadAllLinesAsync(Path.Combine(RepositoryFiles.Root, "docs", "operations.md")));

        Assert.All([.. deployment.All(Rule), .. deployment.All(MetricRule)], rule =>
        {
            var (text, runbook) = rule.Text("properties.description").Split(" Runbook: docs/operations.md#") is [var before, var after] ? (before, after) : default;
            Assert.True(text?.Length > 100, rule.Name);
            Assert.Contains(runbook, anchors);
            Assert.StartsWith($"stitchex-{runbook}", rule.Name, StringComparison.Ordinal);
        });
    }

    [BicepFact]
    public async Task Windows_AreOnesThatRulesMayHave() => Assert.All(
        (await PredictedDeployment.PrivateAsync()).All(Rule),
        rule => Assert.Contains((int)XmlConvert.ToTimeSpan(rule.Text("properties.windowSize")).TotalMinutes, Windows));

    [BicepFact]
    public async Task Alerts_AreMailed_WhereAnAddressIsGiven()
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var group = deployment.The("Microsoft.Insights/actionGroups");

        Assert.Equal("operators@example.com", group.Text("properties.emailReceivers.0.emailAddress"));
        Assert.All(deployment.All(Rule), rule => Assert.Equal(group.Id, rule.Text("properties.actions.actionGroups.0")));
        Assert.Equal(group.Id, deployment.The(MetricRule).Text("properties.actions.0.actionGroupId"));
    }

    [BicepFact]
    public async Task Alerts_AreOnlyShown_WhereNoAddressIsGiven()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.All(deployment.All(Rule), rule => Assert.Equal("[]", rule.Json("properties.actions.actionGroups")));
        Assert.Equal("[]", deployment.The(MetricRule).Json("properties.actions"));
    }

    [BicepFact]
    public async Task Thresholds_AreTheDeploymentsChoice()
    {
        var deployment = await PredictedDeployment.PredictParametersAsync("""
            param api = { OrganisationId: 9579, Email: 'receiver@example.com' }
            param alerts = { oldestWaitingMinutes: 5, destinationMinutes: 7, unauthorisedRequests: 3, notFoundPoints: 20 }
            """);

        Assert.Equal("5", Threshold(deployment, "oldest-waiting-event"));
        Assert.Equal("7", Threshold(deployment, "destination-interrupted"));
        Assert.Equal("2", Threshold(deployment, "unauthorised-requests"));
        Assert.Equal("20", Threshold(deployment, "not-found"));
    }

    private static string Threshold(PredictedDeployment deployment, string name) =>
        deployment.All(Rule).Single(rule => rule.Name == $"stitchex-{name}").Json("properties.criteria.allOf.0.threshold");

    private static string Query(PredictedResource rule) => rule.Text("properties.criteria.allOf.0.query");

    private static List<string> Anchors(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim().ToLowerInvariant().Replace(' ', '-'))];
}
