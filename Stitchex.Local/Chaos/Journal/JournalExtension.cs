using System.Globalization;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Local.Chaos.Journal;

/// <summary>Adds to the app, in its worker process, a handler that keeps a journal, one that only fails now and then, and a count of the requests to storage.</summary>
internal static class JournalExtension
{
    private const string JournalPath = "JournalPath";
    private const string LongestHandling = "LongestHandling";
    private const string FailureShare = "FailureShare";
    private const string CountPath = "CountPath";

    /// <summary>Makes the extension.</summary>
    /// <param name="journalPath">Where the journal is kept.</param>
    /// <param name="longestHandling">How long the handler takes at most.</param>
    /// <param name="failureShare">The share of calls of either handler that fail.</param>
    public static WorkerExtension Create(string journalPath, TimeSpan longestHandling, double failureShare) => new(typeof(JournalExtension), new Dictionary<string, string>
    {
        [JournalPath] = journalPath,
        [LongestHandling] = longestHandling.ToString("c", CultureInfo.InvariantCulture),
        [FailureShare] = failureShare.ToString(CultureInfo.InvariantCulture),
        [CountPath] = StorageRequestCount.PathOf(journalPath),
    });

    /// <summary>Is called in the worker process.</summary>
    internal static void Configure(IServiceCollection services)
    {
        services.AddSingleton(_ => new ChanceOfFailure(double.Parse(Variable(FailureShare), CultureInfo.InvariantCulture)));
        services.AddSingleton(_ => new JournalFile(Variable(JournalPath)));
        services.AddSingleton(provider => new JournalHandler(
            provider.GetRequiredService<JournalFile>(),
            TimeSpan.ParseExact(Variable(LongestHandling), "c", CultureInfo.InvariantCulture),
            provider.GetRequiredService<ChanceOfFailure>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddRecordHandler<FailingHandler>();
        services.AddRecordHandler<JournalHandler>();
        services.AddSingleton<HttpPipelinePolicy>(_ => new StorageRequestCount(Variable(CountPath)));
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(WorkerExtension.VariablePrefix + name)!;
}
