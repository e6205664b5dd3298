using Microsoft.Extensions.Logging;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Operations.Destinations;

/// <summary>Shows operators where destinations stand, stops and resumes them, and sends them a test event.</summary>
public sealed partial class DestinationOperations
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);

    private readonly DestinationCatalogue _destinations;
    private readonly DestinationRows _rows;
    private readonly WaitingEvents _waiting;
    private readonly Func<object?, DestinationHandler> _handlerOf;
    private readonly ChangeOperations _changes;
    private readonly StorageClock _clock;
    private readonly StitchexMetrics _metrics;
    private readonly ILogger<DestinationOperations> _logger;

    internal DestinationOperations(
        DestinationCatalogue destinations,
        DestinationRows rows,
        WaitingEvents waiting,
        Func<object?, DestinationHandler> handlerOf,
        ChangeOperations changes,
        StorageClock clock,
        StitchexMetrics metrics,
        ILogger<DestinationOperations> logger)
    {
        _destinations = destinations;
        _rows = rows;
        _waiting = waiting;
        _handlerOf = handlerOf;
        _changes = changes;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Lists the destinations.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> ListAsync(CancellationToken cancellationToken)
    {
        var waiting = await FindWaitingAsync(cancellationToken);
        var standings = await Task.WhenAll(_destinations.All.Select(destination => ReadAsync(destination, waiting, cancellationToken)));
        return OperatorResponse.Json(new DestinationList(standings), OperatorJson.Readable.DestinationList);
    }

    /// <summary>Measures for how long each destination has accepted nothing.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends with the measurement.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable.</exception>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        foreach (var destination in _destinations.All)
        {
            var report = await _rows.ReadAsync(destination.Name, cancellationToken);
            _metrics.Interrupted(destination.Name, report.InterruptedAt(_clock.UtcNow) is { } since ? _clock.UtcNow - since : TimeSpan.Zero);
        }
    }

    /// <summary>Stops a destination. Instances hear of it within the time for which they remember the last response.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">The body, which holds a reason.</param>
    /// <param name="caller">Who stops it; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, 400, 404 or 413.</returns>
    public Task<OperatorResponse> StopAsync(string name, Stream content, string? caller, CancellationToken cancellationToken) => WithAsync(name, async destination =>
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

        await _rows.StopAsync(destination.Name, new DestinationStop(reason, _clock.UtcNow, caller), cancellationToken);
        Log.Stopped(_logger, destination.Name, caller);
        return await ShowAsync(destination, cancellationToken);
    });

    /// <summary>Resumes a destination that is stopped or held back. Its changes come within the delay that they were given.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="caller">Who resumes it; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 or 404.</returns>
    public Task<OperatorResponse> ResumeAsync(string name, string? caller, CancellationToken cancellationToken) => WithAsync(name, async destination =>
    {
        await _rows.ResumeAsync(destination.Name, _clock.UtcNow, cancellationToken);
        Log.Resumed(_logger, destination.Name, caller);
        return await ShowAsync(destination, cancellationToken);
    });

    /// <summary>Sends a destination an event that speaks of no record. One that is accepted ends a hold.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 or 404.</returns>
    public Task<OperatorResponse> TestAsync(string name, CancellationToken cancellationToken) => WithAsync(name, async destination =>
    {
        var test = await _handlerOf(destination.Name).TestAsync(cancellationToken) switch
        {
            SendResult.Accepted => new DestinationTest(IsAccepted: true, Error: null),
            SendResult.Rejected rejected => new DestinationTest(IsAccepted: false, rejected.Error),
            SendResult.Later later => new DestinationTest(IsAccepted: false, later.Error),
            SendResult.Gone gone => new DestinationTest(IsAccepted: false, gone.Error),
            SendResult.Failed failed => new DestinationTest(IsAccepted: false, failed.Error),
            var other => throw new InvalidOperationException($"Unexpected result: {other}."),
        };
        if (test.IsAccepted)
        {
            await _rows.ReleaseAsync(destination.Name, _clock.UtcNow, cancellationToken);
        }

        return OperatorResponse.Json(test, OperatorJson.Readable.DestinationTest);
    });

    private async Task<OperatorResponse> WithAsync(string name, Func<Destination, Task<OperatorResponse>> act) =>
        _destinations.All.FirstOrDefault(destination => destination.Name == name) is { } found
            ? await act(found)
            : OperatorResponse.NotFound($"There is no such destination. There are: {string.Join(", ", _destinations.All.Select(destination => destination.Name))}.");

    private async Task<OperatorResponse> ShowAsync(Destination destination, CancellationToken cancellationToken) =>
        OperatorResponse.Json(await ReadAsync(destination, waiting: null, cancellationToken), OperatorJson.Readable.DestinationSummary);

    private async Task<DestinationSummary> ReadAsync(Destination destination, WaitingReport? waiting, CancellationToken cancellationToken) =>
        DestinationSummary.From(destination, await _rows.ReadAsync(destination.Name, cancellationToken), waiting, _clock.UtcNow);

    // How many wait is not worth the rest: while storage is slow, the list comes without it.
    private async Task<WaitingReport?> FindWaitingAsync(CancellationToken cancellationToken)
    {
        if (_destinations.All.Count == 0)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(MaxWait, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _waiting.FindAsync(either.Token);
        }
        catch (Exception e) when (StorageFailure.Is(e) || limit.IsCancellationRequested)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 444, EventName = "DestinationStoppedByOperator", Level = LogLevel.Warning, Message = "Destination {Destination} was stopped by {Operator}.")]
        public static partial void Stopped(ILogger logger, string destination, string? @operator);

        [LoggerMessage(EventId = 445, EventName = "DestinationResumed", Level = LogLevel.Information, Message = "Destination {Destination} was resumed by {Operator}.")]
        public static partial void Resumed(ILogger logger, string destination, string? @operator);
    }
}
