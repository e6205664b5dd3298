using Microsoft.Extensions.Logging;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Pausing;

/// <summary>Pauses processing and lets it go on. Webhooks are taken in all the while.</summary>
public sealed partial class PauseOperations
{
    private readonly ControlRows _control;
    private readonly StorageClock _clock;
    private readonly ILogger<PauseOperations> _logger;

    internal PauseOperations(EventStorage storage, StorageClock clock, ILogger<PauseOperations> logger)
    {
        _control = storage.Control;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Tells whether processing is paused.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> GetAsync(CancellationToken cancellationToken) => Report(await _control.ReadPauseAsync(cancellationToken));

    /// <summary>Pauses processing. Instances hear of it within the time for which they remember the last response.</summary>
    /// <param name="content">The body, which holds a reason.</param>
    /// <param name="caller">Who pauses it; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, 400 or 413.</returns>
    public async Task<OperatorResponse> PauseAsync(Stream content, string? caller, CancellationToken cancellationToken)
    {
        var (request, error) = await OperatorBody<PauseRequest>.ReadAsync(content, OperatorJson.Readable.PauseRequest, PauseRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        if (request.Reason?.Trim() is not { Length: > 0 and <= PauseRequest.MaxReasonLength } reason)
        {
            return OperatorResponse.BadRequest($"A reason of 1 to {PauseRequest.MaxReasonLength:N0} characters is needed. Send {PauseRequest.Example}.");
        }

        var pause = new Pause(reason, _clock.UtcNow, caller);
        await _control.PauseAsync(pause, cancellationToken);
        Log.Paused(_logger, caller);
        return Report(pause);
    }

    /// <summary>Resumes processing. Messages that were put off come back within the delay that they were given.</summary>
    /// <param name="caller">Who resumes it; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> ResumeAsync(string? caller, CancellationToken cancellationToken)
    {
        await _control.ResumeAsync(cancellationToken);
        Log.Resumed(_logger, caller);
        return Report(null);
    }

    private static OperatorResponse Report(Pause? pause) =>
        OperatorResponse.Json(new PauseReport(pause), OperatorJson.Readable.PauseReport);

    private static partial class Log
    {
        [LoggerMessage(EventId = 442, EventName = "Paused", Level = LogLevel.Warning, Message = "Processing was paused by {Operator}.")]
        public static partial void Paused(ILogger logger, string? @operator);

        [LoggerMessage(EventId = 443, EventName = "Resumed", Level = LogLevel.Information, Message = "Processing was resumed by {Operator}.")]
        public static partial void Resumed(ILogger logger, string? @operator);
    }
}
