using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Storage;

/// <summary>
/// Creates tables, queues and the container when the app starts on an empty emulator, as it does under Core Tools. In Azure the infrastructure has created
/// them, the app's identity may not, and nothing is sent at start.
/// </summary>
internal sealed partial class EmulatorSetup(IConfiguration configuration, ILogger<EmulatorSetup> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var connection = configuration[StorageNames.Connection];
        if (!IsEmulator(connection))
        {
            return;
        }

        try
        {
            await StorageSetup.CreateAsync(connection!, cancellationToken);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            Log.EmulatorUnavailable(logger, e);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsEmulator(string? connection) =>
        connection is not null
        && (connection.Contains("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase) || connection.Contains("AccountName=devstoreaccount1;", StringComparison.OrdinalIgnoreCase));

    private static partial class Log
    {
        [LoggerMessage(EventId = 500, EventName = "EmulatorUnavailable", Level = LogLevel.Warning, Message = "The storage emulator does not respond, so nothing was created in it. Start Azurite, then start the app again.")]
        public static partial void EmulatorUnavailable(ILogger logger, Exception exception);
    }
}
