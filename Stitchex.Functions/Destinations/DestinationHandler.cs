using System.Globalization;
using Azure;
using Stitchex.Functions.Records;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Destinations;

/// <summary>Sends changes to one destination.</summary>
/// <param name="destination">The destination.</param>
/// <param name="client">Sends.</param>
/// <param name="script">Chooses what is sent, and shapes it; null where all is sent as it is.</param>
/// <param name="events">Makes events.</param>
/// <param name="state">Whether the destination can be sent to.</param>
/// <param name="time">The time.</param>
/// <param name="metrics">Measures deliveries.</param>
internal sealed class DestinationHandler(
    Destination destination,
    IDestinationClient client,
    IChangeScript? script,
    ChangeEvent events,
    DestinationState state,
    TimeProvider time,
    StitchexMetrics metrics)
    : IRecordHandler, IAsyncDisposable
{
    /// <inheritdoc/>
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        if (!destination.Wants(DestinationKind.Of(change)))
        {
            return;
        }

        // Who stops a destination to fix its script wants nothing dead-lettered or skipped by it meanwhile.
        var obstacle = await state.FindObstacleAsync(cancellationToken);
        var scripted = obstacle is { IsStop: true } ? null : script?.Run(change, cancellationToken);
        if (scripted is ScriptResult.Skipped)
        {
            return;
        }

        var record = $"{change.Resource}/{change.RecordId}";
        if (obstacle is var (delay, reason, _, isCircuit) && !(isCircuit && state.MayProbe(record)))
        {
            throw new RetryRecordLaterException(delay, reason);
        }

        var outgoing = Outgoing(change, scripted);
        var (result, took) = await SendAsync(outgoing, cancellationToken);
        switch (result)
        {
            case SendResult.Accepted:
                await state.SucceededAsync(record, took);
                break;
            case SendResult.Rejected rejected:
                await state.RejectedAsync(record, rejected.Error);
                throw new RejectRecordException(rejected.Error);
            case SendResult.Later later:
                throw new RetryRecordLaterException(await state.HoldBackAsync(later.Delay, later.Error), later.Error);
            case SendResult.Gone gone:
                throw new RetryRecordLaterException(await state.StopAsync(gone.Error), gone.Error);
            case SendResult.Failed failed:
                throw await state.FailedAsync(record, failed) is { } again
                    ? new RetryRecordLaterException(again, failed.Error)
                    : new DestinationException(failed.Error);
            case var other:
                throw new InvalidOperationException($"Unexpected result: {other}.");
        }
    }

    /// <summary>Finds what would be sent of a change, whatever the destination's state. Nothing is sent.</summary>
    /// <param name="change">The change.</param>
    /// <param name="tried">A script in place of the destination's own; null for none at all.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The event; null where the script skips the change.</returns>
    /// <exception cref="RejectRecordException">The script failed, or returned too much.</exception>
    /// <exception cref="DestinationException">The script was not done in time.</exception>
    public OutgoingEvent? Preview(RecordChange change, IChangeScript? tried, CancellationToken cancellationToken) =>
        tried?.Run(change, cancellationToken) is var scripted and not ScriptResult.Skipped ? Outgoing(change, scripted) : null;

    /// <summary>Sends an event that speaks of no record, whether or not the destination is stopped or held back.</summary>
    public async Task<SendResult> TestAsync(CancellationToken cancellationToken) => (await SendAsync(events.CreateTest(), cancellationToken)).Result;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private OutgoingEvent Outgoing(RecordChange change, ScriptResult? scripted)
    {
        switch (scripted)
        {
            case null:
                return events.Create(change, destination.Options.Content, client.MaxBytes);
            case ScriptResult.Shaped(var data) when events.Create(change, data) is var made:
                // The archive's record is something else, so there is nothing to refer to.
                return made.Body.Length <= client.MaxBytes ? made : throw new RejectRecordException(string.Create(
                    CultureInfo.InvariantCulture, $"what its script returned makes an event of {made.Body.Length:N0} bytes; it takes {client.MaxBytes:N0} at most."));
            case ScriptResult.Failed { IsFinal: true, Error: var error }:
                throw new RejectRecordException($"its script {error}");
            case ScriptResult.Failed { Error: var error }:
                throw new DestinationException($"its script {error}");
            default:
                throw new InvalidOperationException($"Unexpected result: {scripted}.");
        }
    }

    private async Task<(SendResult Result, TimeSpan Took)> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await TrySendAsync(outgoing, cancellationToken);
        var took = time.GetElapsedTime(started);
        metrics.DeliveredTo(destination.Name, result.GetType().Name.ToLowerInvariant(), took);
        return (result, took);
    }

    private async Task<SendResult> TrySendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(destination.Options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        try
        {
            return await client.SendAsync(outgoing, either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (timeUp.IsCancellationRequested)
        {
            return new SendResult.Failed(string.Create(CultureInfo.InvariantCulture, $"it was not done within {destination.Options.Timeout.TotalSeconds:0.#} s (Timeout)."));
        }
        catch (RequestFailedException e) when (e.Status != 0)
        {
            var error = $"it responded {e.Status} {e.ErrorCode}";
            return e.Status switch
            {
                400 or 413 => new SendResult.Rejected(error),
                429 => new SendResult.Later(error, TimeSpan.Zero),
                _ => new SendResult.Failed(error),
            };
        }
        catch (Exception e)
        {
            return new SendResult.Failed($"{e.GetType().Name}: {e.Message}", IsUnreachable(e));
        }
    }

    // A webhook's receiver may end because of what an event says. Azure's services do not: where they do not respond, it is the way there.
    private static bool IsUnreachable(Exception e) => e switch
    {
        HttpRequestException http => http.HttpRequestError
            is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        RequestFailedException => true,
        AggregateException tries => tries.InnerExceptions.All(IsUnreachable),
        _ => false,
    };
}
