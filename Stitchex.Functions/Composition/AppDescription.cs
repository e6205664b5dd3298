using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Composition;

/// <summary>Says at start what the app is made of: how many functions there are, and which handlers get the records of which resources.</summary>
/// <param name="functions">Knows the functions; none where the app runs without the worker.</param>
/// <param name="handlers">The handlers.</param>
/// <param name="loggers">Make the log.</param>
internal sealed partial class AppDescription(
    IEnumerable<IFunctionMetadataProvider> functions, IEnumerable<RecordHandlerRegistration> handlers, ILoggerFactory loggers) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // The worker uses the one that was registered last, which the build has generated.
        var count = functions.LastOrDefault() is { } provider ? (await provider.GetFunctionMetadataAsync(AppContext.BaseDirectory)).Length : 0;
        var logger = loggers.CreateLogger(nameof(Stitchex) + "." + nameof(Functions));
        var described = string.Join(", ", handlers.Select(Describe));
        Log.Started(logger, count, described);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Describe(RecordHandlerRegistration handler) =>
        $"{handler.ShortName} ({(handler.Resources.Count == 0 ? "all" : string.Join(", ", handler.Resources))})";

    private static partial class Log
    {
        [LoggerMessage(EventId = 900, EventName = "AppStarted", Level = LogLevel.Information, Message = "Functions: {Count}. Handlers: {Handlers}")]
        public static partial void Started(ILogger logger, int count, string handlers);
    }
}
