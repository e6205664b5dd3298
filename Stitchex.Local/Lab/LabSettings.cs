using System.Globalization;
using System.Text.Json.Nodes;
using Stitchex.Local.Hosting;
using Stitchex.Local.Simulator;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Lab;

/// <summary>The app's settings under chaos: seconds in place of minutes, so that an hour of trouble passes in one of them.</summary>
internal static class LabSettings
{
    /// <summary>For how long a message is a dead process's, which in Azure are ten minutes.</summary>
    public static readonly TimeSpan MessageLease = TimeSpan.FromSeconds(8);

    /// <summary>For how long a record is an attempt's.</summary>
    public static readonly TimeSpan RecordLease = TimeSpan.FromSeconds(6);

    /// <summary>How long a delivery to a destination may take: less than a handler may.</summary>
    public static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>The share of calls of a handler that fail.</summary>
    public const double FailureShare = 0.03;

    /// <summary>How far the API is behind the webhooks: less than the second look, and than the window in which a known version is waited for.</summary>
    public static readonly TimeSpan ApiLag = TimeSpan.FromSeconds(1);

    /// <summary>Tells the functions' process what it has to know.</summary>
    /// <param name="stack">Storage and Stitchex.</param>
    /// <param name="folder">Where its host.json is written, and its journal.</param>
    /// <param name="logs">Whether the app's log goes to stderr.</param>
    public static FunctionsProcessOptions ProcessOptions(LabStack stack, string folder, bool logs) => new()
    {
        Settings = Create(stack.Simulator, stack.Azurite.ConnectionString),
        FunctionKey = Guid.NewGuid().ToString("N"),
        HostJsonPath = WriteHostJson(folder),
        MessageLease = MessageLease,
        JournalPath = Path.Combine(folder, "journal.txt"),
        Logs = logs,
    };

    private static Dictionary<string, string> Create(StitchexSimulator simulator, string storageConnectionString) =>
        new(LocalSettings.Create(simulator, storageConnectionString))
        {
            ["Stitchex__Api__RequestsPerMinute"] = "100000",
            ["Stitchex__Api__FetchTimeout"] = "00:00:02",
            ["Stitchex__Processing__RetryDelay"] = "00:00:00.200",
            ["Stitchex__Processing__MaxRetryDelay"] = "00:00:02",
            ["Stitchex__Processing__LockedRecordDelay"] = "00:00:00.300",
            ["Stitchex__Processing__HandlerTimeout"] = "00:00:02",
            ["Stitchex__Processing__LeaseDuration"] = RecordLease.ToString("c", CultureInfo.InvariantCulture),
            ["Stitchex__Processing__LagWindow"] = "00:00:05",
            ["Stitchex__Processing__SecondLook"] = "00:00:02",
            ["Stitchex__Processing__CrashDelay"] = "00:00:01",
            ["Stitchex__Processing__PoisonRetryDelay"] = "00:00:01",

            // The limit is there for events that kill their process. Here somebody else does, and who happens to be under way is not to blame:
            // a record's hottest event may meet more than five kills, and would be dead-lettered without a fault of its own.
            ["Stitchex__Processing__MaxCrashes"] = "100",
        };

    // It differs from the app's in its waits only.
    private static string WriteHostJson(string folder)
    {
        var path = Path.Combine(folder, "host.json");
        var host = JsonNode.Parse(File.ReadAllText(Path.Combine(new FunctionsHostOptions().AppFolder, "host.json")))!;
        var queues = host["extensions"]!["queues"]!;
        queues["visibilityTimeout"] = "00:00:01";
        queues["maxPollingInterval"] = "00:00:00.500";
        File.WriteAllText(path, host.ToJsonString());
        return path;
    }
}
