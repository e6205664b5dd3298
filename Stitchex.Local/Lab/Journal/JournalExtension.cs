using System.Text.Json;
using Azure.Core.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Records;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Local.Lab.Journal;

/// <summary>Adds to the app, in its worker process, a handler that keeps a journal, one that only fails now and then, and a count of the requests to storage.</summary>
internal static class JournalExtension
{
    private const string Variable = "Journal";

    public static WorkerExtension Create(JournalOptions options) =>
        new(typeof(JournalExtension), new Dictionary<string, string> { [Variable] = JsonSerializer.Serialize(options) });

    /// <summary>Is called in the worker process.</summary>
    internal static void Configure(IServiceCollection services)
    {
        var options = JsonSerializer.Deserialize<JournalOptions>(Environment.GetEnvironmentVariable(WorkerExtension.VariablePrefix + Variable)!)!;
        services.AddSingleton(options);
        services.AddSingleton(_ => new JournalFile(options.Path));
        services.AddRecordHandler<FailingHandler>();
        services.AddRecordHandler<JournalHandler>();
        services.AddSingleton<HttpPipelinePolicy>(_ => new StorageRequestCount(StorageRequestCount.PathOf(options.Path)));
    }
}

/// <summary>What the handlers do that are added.</summary>
/// <param name="Path">Where the journal is kept.</param>
/// <param name="LongestHandling">How long the handler takes at most that keeps it.</param>
/// <param name="FailureShare">The share of calls of either handler that fail.</param>
internal sealed record JournalOptions(string Path, TimeSpan LongestHandling, double FailureShare)
{
    public void FailNowAndThen()
    {
        if (Random.Shared.NextDouble() < FailureShare)
        {
            throw new InvalidOperationException("This handler fails now and then.");
        }
    }
}
