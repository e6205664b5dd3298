using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using Stitchex.Functions.Tests.Telemetry;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The alerts' queries, run over rows: those that the app has sent, and those of times that no test waits for.</summary>
[Collection(nameof(CollectedTelemetry))]
public sealed class AlertQueryTests(CollectedTelemetry collected)
{
    private const string Criterion = "properties.criteria.allOf.0";
    private const string Quarantine = "stitchex.quarantine.items";
    private const string Completed = "stitchex.event.completed";
    private const string Deliveries = "stitchex.webhook.deliveries";
    private const string OldestWaiting = "stitchex.event.oldest_waiting.age";
    private const string Outcome = "stitchex.outcome";

    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    // Each row is of so many minutes before noon. Every case but those that say so has an event within the day, so that it is not silent.
    private static readonly List<(string What, string Raised, WorkspaceRow[] Rows)> Cases =
    [
        ("a level that another instance has found to be 0 since", "", [Unresolved(8, 3, "rejected"), Unresolved(3, 0, "rejected"), Event]),
        ("levels of two outcomes", "dead-lettered-events crash_loop, dead-lettered-events rejected",
            [Unresolved(8, 1, "crash_loop"), Unresolved(8, 2, "rejected"), Unresolved(8, 0, "no_record_id"), Event]),
        ("a level that nobody has measured since", "", [Unresolved(16, 3, "rejected"), Event]),
        ("a quarantine that was emptied", "", [Metric(8, Quarantine, 4), Metric(3, Quarantine, 0), Event]),
        ("a quarantine that was filled", "quarantined-bodies", [Metric(8, Quarantine, 0), Metric(3, Quarantine, 1), Event]),
        ("a destination for 61 minutes, and another for 59", "destination-interrupted ledger",
            [Interruption(3, 61, "ledger"), Interruption(3, 59, "flow"), Event]),
        ("a destination that accepts events again", "", [Interruption(8, 90, "ledger"), Interruption(3, 0, "ledger"), Event]),
        ("an event that waits for 61 minutes", "oldest-waiting-event", [Metric(3, OldestWaiting, 61 * 60), Event]),
        ("an event that waits for 59 minutes", "", [Metric(3, OldestWaiting, 59 * 60), Event]),
        ("ten requests without a key, of which two are sampled", "unauthorised-requests",
            [Request(29, "401", 5), Request(3, "401", 5), Event]),
        ("nine requests without a key", "",
            [Request(31, "401", 5), Request(29, "401", 5), Request(3, "401", 4), Request(3, "404", 5), Event]),
        ("five requests that failed", "server-errors", [Request(14, "500", 3), Request(3, "503", 2), Event]),
        ("four requests that failed", "", [Request(16, "500", 3), Request(14, "500", 4), Request(3, "499", 9), Event]),
        ("a health that somebody else asks for", "", [Request(3, "503", 9, "/api/health"), Event]),
        ("a fifth not found, after a twentieth", "not-found",
            [Handled(500, 95), NotFound(500, 5), Handled(30, 24), NotFound(30, 6), Event]),
        ("a fifth not found, after a fifth", "", [Handled(500, 80), NotFound(500, 20), Handled(30, 24), NotFound(30, 6), Event]),
        ("nineteen not found", "", [NotFound(30, 19), Event]),
        ("differences", "lost-webhooks gone", [Metric(3, "stitchex.reconcile.differences", 1, "stitchex.difference", "gone"), Event]),
        ("a poisoned message", "poison-queue", [Log(14, "PoisonReturned"), Event]),
        ("a rejected login", "login-rejected", [Log(14, "LoginRejected"), Log(3, "LoggedIn"), Event]),
        ("what is over", "", [Log(16, "LoginRejected"), Log(16, "PoisonReturned"), Event]),
        ("the daily cap", "log-cap-reached", [LogOperation("ingestion", "OverQuota: no data until the reset"), Event]),
        ("another word of the log", "", [LogOperation("Ingestion", "The rate is high"), LogOperation("Agent", "OverQuota"), Event]),
        ("rejected events for a day", "no-events",
            [Metric(30, Deliveries, 7, Outcome, "rejected"), Metric(1_441, Deliveries, 7, Outcome, "accepted")]),
        ("nothing at all", "no-events", []),
    ];

    private static WorkspaceRow Event => Metric(1_439, Deliveries, 1, Outcome, "duplicate");

    [BicepFact]
    public async Task Alerts_AreRaised_ByWhatTheAppHasSent() => Assert.Equal(
        ["dead-lettered-events no_record_id, poison-queue, quarantined-bodies"],
        await RaisedAsync([(collected.End, collected.Workspace.Rows)]));

    [BicepFact]
    public async Task Alerts_AreRaised_WhereTheirTextsSaySo_AndNowhereElse()
    {
        var raised = await RaisedAsync(Cases.Select(some => (Noon, (IReadOnlyList<WorkspaceRow>)some.Rows)));

        Assert.Equal(Cases.Select(some => $"{some.What}: {some.Raised}"), Cases.Zip(raised, (some, names) => $"{some.What}: {names}"));
    }

    // As Azure does: it runs the query over the window, and compares each row's value.
    private static async Task<IReadOnlyList<string>> RaisedAsync(
        IEnumerable<(DateTimeOffset Now, IReadOnlyList<WorkspaceRow> Rows)> workspaces)
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var rules = deployment.All("Microsoft.Insights/scheduledQueryRules").OrderBy(rule => rule.Name).ToList();
        var runs = (from workspace in workspaces from rule in rules select (workspace.Now, workspace.Rows, Rule: rule)).ToList();

        var results = await KustoParser.RowsAsync(runs.Select(run =>
        {
            var begin = run.Now - XmlConvert.ToTimeSpan(run.Rule.Text("properties.windowSize"));
            return (run.Rule.Text($"{Criterion}.query"), run.Now, run.Rows.Where(row => row.Time > begin && row.Time <= run.Now));
        }));

        var raised = runs.Zip(
            results, (run, rows) => rows.Where(row => IsRaised(run.Rule, row)).Select(row => NameOf(run.Rule, row)).Order());
        return [.. raised.Chunk(rules.Count).Select(names => string.Join(", ", names.SelectMany(some => some)))];
    }

    private static bool IsRaised(PredictedResource rule, JsonObject row)
    {
        var (value, threshold) = ((double?)row["Value"], double.Parse(rule.Json($"{Criterion}.threshold"), CultureInfo.InvariantCulture));
        return rule.Text($"{Criterion}.operator") == "LessThan" ? value < threshold : value > threshold;
    }

    // With the dimension that the mail names.
    private static string NameOf(PredictedResource rule, JsonObject row) => rule.Name["stitchex-".Length..]
        + (rule.Json($"{Criterion}.dimensions") == "[]" ? "" : $" {row[rule.Text($"{Criterion}.dimensions.0.name")]}");

    private static WorkspaceRow Unresolved(int minutes, int count, string outcome) =>
        Metric(minutes, "stitchex.event.unresolved", count, Outcome, outcome);

    private static WorkspaceRow Interruption(int minutes, int duration, string destination) =>
        Metric(minutes, "stitchex.destination.interruption.duration", duration * 60, "stitchex.destination", destination);

    private static WorkspaceRow Handled(int minutes, int count) => Metric(minutes, Completed, count, Outcome, "handled");

    private static WorkspaceRow NotFound(int minutes, int count) => Metric(minutes, Completed, count, Outcome, "not_found");

    private static WorkspaceRow Metric(int minutes, string name, double sum, string attribute = "none", string value = "") => Row(
        "AppMetrics",
        minutes,
        new() { ["Name"] = name, ["Sum"] = sum, ["ItemCount"] = 1, ["Properties"] = new JsonObject { [attribute] = value } });

    private static WorkspaceRow Request(int minutes, string status, int count, string path = "/api/webhooks/stitchex") => Row(
        "AppRequests",
        minutes,
        new() { ["ResultCode"] = status, ["Url"] = $"https://stitchex.azurewebsites.net{path}", ["ItemCount"] = count });

    private static WorkspaceRow Log(int minutes, string name) =>
        Row("AppTraces", minutes, new() { ["ItemCount"] = 1, ["Properties"] = new JsonObject { ["EventName"] = name } });

    private static WorkspaceRow LogOperation(string category, string detail) =>
        Row("_LogOperation", 3, new() { ["Category"] = category, ["Detail"] = detail });

    private static WorkspaceRow Row(string table, int minutes, JsonObject columns)
    {
        columns["TimeGenerated"] = Noon.AddMinutes(-minutes).ToUnixTimeMilliseconds();
        return new(table, columns);
    }
}
