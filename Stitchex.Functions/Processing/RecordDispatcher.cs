using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Processing;

/// <summary>Calls the handlers, one after another, and says how far it came. What one of them does decides nothing about the others.</summary>
internal sealed partial class RecordDispatcher(
    IServiceScopeFactory scopes,
    IEnumerable<RecordHandlerRegistration> handlers,
    IOptions<ProcessingOptions> options,
    TimeProvider time,
    ILogger<RecordDispatcher> logger)
{
    private readonly RecordHandlerRegistration[] _handlers = [.. handlers];

    /// <summary>The names of the handlers that want records of a resource.</summary>
    public IReadOnlyList<string> HandlersOf(string resource) =>
        [.. _handlers.Where(handler => handler.Wants(resource)).Select(handler => handler.Name)];

    /// <summary>Hands a change to every handler that wants it and has not got it yet.</summary>
    /// <param name="change">The change.</param>
    /// <param name="completedHandlers">The handlers that have it already.</param>
    /// <param name="lease">The attempt's right to work on the record.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>Who has it now, and the worst of what stopped the others.</returns>
    public async Task<DispatchResult> DispatchAsync(RecordChange change, IReadOnlyList<string> completedHandlers, RecordLease lease, CancellationToken cancellationToken)
    {
        var done = new List<string>(completedHandlers);
        List<DispatchFailure> failures = [];
        List<HandlerResult> called = [];
        foreach (var registration in _handlers.Where(h => h.Wants(change.Resource) && !done.Contains(h.Name)))
        {
            if (lease.Remaining <= TimeSpan.Zero || lease.Lost.IsCancellationRequested)
            {
                return new DispatchResult(done, new DispatchFailure.LeaseLost()) { Called = called };
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return new DispatchResult(done, new DispatchFailure.Interrupted()) { Called = called };
            }

            var started = time.GetTimestamp();
            var ended = await DispatchAsync(change, registration, lease, cancellationToken);
            called.Add(ResultOf(registration, ended, time.GetElapsedTime(started)));
            switch (ended)
            {
                case null:
                    done.Add(registration.Name);
                    break;
                case (DispatchFailure.LeaseLost or DispatchFailure.Interrupted) and var end:
                    return new DispatchResult(done, end) { Called = called };
                case var failure:
                    failures.Add(failure);
                    break;
            }
        }

        return new DispatchResult(done, DispatchFailure.WorstOf(failures)) { Called = called };
    }

    private HandlerResult ResultOf(RecordHandlerRegistration registration, DispatchFailure? failure, TimeSpan duration)
    {
        var state = failure switch
        {
            null => HandlerState.Done,
            DispatchFailure.Rejected => HandlerState.Rejected,
            DispatchFailure.RetryLater => HandlerState.Later,
            _ => HandlerState.Failed,
        };
        return new HandlerResult(registration.Name, state, time.GetUtcNow(), (long)duration.TotalMilliseconds, failure?.Error);
    }

    private async Task<DispatchFailure?> DispatchAsync(
        RecordChange change, RecordHandlerRegistration registration, RecordLease lease, CancellationToken cancellationToken)
    {
        // A time and a scope for each: what one of them used up, or left half done, is not the next one's.
        using var timeUp = new CancellationTokenSource(options.Value.HandlerTimeout, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, lease.Lost, cancellationToken);
        using var span = StitchexTelemetry.StartHandling(registration.Name);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await registration.Resolve(scope.ServiceProvider).HandleAsync(change, any.Token);
            return null;
        }
        catch (Exception e)
        {
            span.Fail(e.GetType().FullName!);
            Log.HandlerFailed(logger, registration.Name, change.ChangeId, e);
            return Failure(e, registration, lease.Lost.IsCancellationRequested, cancellationToken.IsCancellationRequested, timeUp.IsCancellationRequested);
        }
    }

    private DispatchFailure Failure(Exception e, RecordHandlerRegistration handler, bool isLeaseLost, bool isShutdown, bool isTimeUp) => e switch
    {
        RejectRecordException => new DispatchFailure.Rejected($"{handler.ShortName} rejected the record: {e.Message}"),
        RetryRecordLaterException later => new DispatchFailure.RetryLater($"{handler.ShortName} is called again later: {e.Message}", later.Delay),
        OperationCanceledException when isLeaseLost => new DispatchFailure.LeaseLost(),
        OperationCanceledException when isShutdown => new DispatchFailure.Interrupted(),
        OperationCanceledException when isTimeUp => new DispatchFailure.Failed(
            $"{handler.ShortName} was not done within {options.Value.HandlerTimeout.TotalSeconds:0.#} s ({ProcessingOptions.SectionName}:HandlerTimeout)."),
        DeliveryFailedException => new DispatchFailure.Failed($"{handler.ShortName} failed: {e.Message}"),
        _ => new DispatchFailure.Failed($"{handler.ShortName} threw {e.GetType().Name}: {e.Message}"),
    };

    private static partial class Log
    {
        [LoggerMessage(EventId = 220, EventName = "HandlerFailed", Level = LogLevel.Warning, Message = "Handler {Handler} failed for change {ChangeId}.")]
        public static partial void HandlerFailed(ILogger logger, string handler, string changeId, Exception exception);
    }
}
