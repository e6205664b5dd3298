using System.Reflection;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks;

/// <summary>The two apps that are measured, each in a worker process of its own. Nothing in them processes what they take in.</summary>
internal static class MeasuredApps
{
    /// <summary>The table and the queue of the naive function.</summary>
    public const string NaiveName = "naive";

    /// <summary>The naive app's function that stores what it gets.</summary>
    public const string NaiveWebhook = "NaiveWebhook";

    /// <summary>The naive app's function that does nothing.</summary>
    public const string EmptyWebhook = "EmptyWebhook";

    /// <summary>About how many bytes the bodies have that the apps are measured with.</summary>
    public static readonly IReadOnlyList<int> BodyLengths = [1024, 40 * 1024];

    private static readonly string NaiveAppFolder = typeof(MeasuredApps).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == nameof(NaiveAppFolder)).Value!;

    private static readonly string[] BackgroundFunctions =
    [
        nameof(ProcessEvent),
        nameof(MaintenanceFunctions.ReturnPoisonedEvent),
        nameof(JobFunctions.RunJob),
        nameof(MaintenanceFunctions.SweepEvents),
        nameof(MaintenanceFunctions.PurgeEvents),
    ];

    /// <summary>The receiver.</summary>
    /// <param name="connection">The connection string of storage.</param>
    public static FunctionsHostOptions Receiver(string connection) => new()
    {
        Settings = new Dictionary<string, string>(
            BackgroundFunctions.Select(name => KeyValuePair.Create($"AzureWebJobs_{name}_Disabled", "true")))
        {
            ["AzureWebJobsStorage"] = connection,
            ["Stitchex__Api__Email"] = "receiver@example.com",
            ["Stitchex__Api__Password"] = "a password",
            ["Stitchex__Api__OrganisationId"] = "9579",
        },
    };

    /// <summary>The app of the naive and the empty function.</summary>
    /// <inheritdoc cref="Receiver"/>
    public static FunctionsHostOptions Naive(string connection) => new()
    {
        AppFolder = NaiveAppFolder,
        AppAssembly = "Stitchex.Functions.Benchmarks.NaiveApp.dll",
        Settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = connection },
    };

    /// <summary>An app whose worker process may have only so much managed memory.</summary>
    /// <param name="app">The app.</param>
    /// <param name="megabytes">How much; 0 for no limit.</param>
    public static FunctionsHostOptions Limited(FunctionsHostOptions app, int megabytes) => megabytes == 0
        ? app
        : app with
        {
            Settings = new Dictionary<string, string>(app.Settings)
            {
                // The runtime reads it as a hexadecimal number.
                ["DOTNET_GCHeapHardLimit"] = $"{megabytes * 1_000_000L:X}",
            },
        };
}
