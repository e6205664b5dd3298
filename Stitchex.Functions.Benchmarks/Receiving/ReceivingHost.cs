using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Benchmarks.Storage;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Functions;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Benchmarks.Receiving;

/// <summary>One functions host with the receiver, the naive function and an empty one. Nothing in it processes what they take in.</summary>
internal static class ReceivingHost
{
    /// <summary>The table and the queue of the naive function.</summary>
    public const string NaiveName = "naive";

    /// <summary>Starts the host.</summary>
    /// <param name="connection">The connection string of storage.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<FunctionsHost> StartAsync(string connection, CancellationToken cancellationToken) => StartAsync(connection, storage: null, cancellationToken);

    /// <summary>Starts the host on storage that keeps nothing.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<FunctionsHost> StartAsync(InstantStorage storage, CancellationToken cancellationToken) =>
        StartAsync(InstantStorage.ConnectionString, storage, cancellationToken);

    /// <summary>The settings that the app does not start without.</summary>
    public static Dictionary<string, string> SettingsOf(string connection) => new()
    {
        ["AzureWebJobsStorage"] = connection,
        ["Stitchex__Api__Email"] = "receiver@example.com",
        ["Stitchex__Api__Password"] = "a password",
        ["Stitchex__Api__OrganisationId"] = "9579",
    };

    private static Task<FunctionsHost> StartAsync(string connection, InstantStorage? storage, CancellationToken cancellationToken) =>
        FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                FunctionTypes = [typeof(ReceiveWebhook), typeof(NaiveWebhook), typeof(EmptyWebhook)],
                Settings = SettingsOf(connection),
                ConfigureApp = app =>
                {
                    app.AddStitchexReceiver();
                    if (storage is not null)
                    {
                        app.Services.AddSingleton<HttpPipelinePolicy>(storage);
                    }

                    AddNaive(app.Services, connection, storage);
                },
            },
            cancellationToken);

    private static void AddNaive(IServiceCollection services, string connection, InstantStorage? storage)
    {
        var tables = new TableClientOptions();
        var queues = new QueueClientOptions();
        if (storage is not null)
        {
            tables.AddPolicy(storage, HttpPipelinePosition.BeforeTransport);
            queues.AddPolicy(storage, HttpPipelinePosition.BeforeTransport);
        }

        services.AddSingleton(new TableClient(connection, NaiveName, tables));
        services.AddSingleton(new QueueClient(connection, NaiveName, queues));
    }
}
