using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Benchmarks.Processing;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>The app on storage in memory and an API that answers steadily.</summary>
internal static class MemoryStack
{
    /// <summary>Options for tables that are kept in that storage.</summary>
    public static TableClientOptions TableOptions(MemoryStorage storage)
    {
        var options = new TableClientOptions();
        options.AddPolicy(storage, HttpPipelinePosition.BeforeTransport);
        return options;
    }

    /// <summary>Starts a host with some of the app's functions.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="api">The API.</param>
    /// <param name="functions">The functions.</param>
    /// <param name="configure">Adds what a command needs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<FunctionsHost> StartAsync(
        MemoryStorage storage, SteadyApi api, IReadOnlyList<Type> functions, Action<IServiceCollection> configure, CancellationToken cancellationToken) =>
        FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                FunctionTypes = functions,
                Settings = new Dictionary<string, string>
                {
                    ["AzureWebJobsStorage"] = MemoryStorage.ConnectionString,
                    ["Stitchex__Api__BaseAddress"] = $"{api.BaseAddress}",
                    ["Stitchex__Api__AccessToken"] = "token",
                    ["Stitchex__Api__OrganisationId"] = "9579",

                    // What is looked for is what the app can do, not what Stitchex allows.
                    ["Stitchex__Api__RequestsPerMinute"] = "100000",
                },
                ConfigureApp = app =>
                {
                    app.AddStitchexReceiver();
                    app.Services.AddSingleton<HttpPipelinePolicy>(storage);
                    configure(app.Services);
                },
                ConfigureQueues = queues => queues.AddPolicy(storage, HttpPipelinePosition.BeforeTransport),
            },
            cancellationToken);
}
