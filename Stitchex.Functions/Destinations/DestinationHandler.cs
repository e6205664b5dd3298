using System.Globalization;
using Azure;
using Stitchex.Functions.Records;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Destinations;

/// <summary>Sends changes to one destination.</summary>
internal sealed class DestinationHandler(
    Destination destination, IDestinationClient client, ChangeEvent events, DestinationState state, TimeProvider time, StitchexMetrics metrics)
    : IRecordHandler, IAsyncDisposable
{
    /// <inheritdoc/>
    public async Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        if (!destination.Wants(DestinationKind.Of(change)))
        {
            return;
        }

        if (await state.FindObstacleAsync(cancellationToken) is var (delay, reason))
        {
            throw new RetryRecordLaterException(delay, reason);
        }

        var outgoing = events.Create(change, destination.Options.Content, client.MaxBytes);
        switch (await SendAsync(outgoing, cancellationToken))
        {
            case SendResult.Accepted:
                await state.SucceededAsync(outgoing.Subject);
                break;
            case SendResult.Rejected rejected:
                await state.RejectedAsync(outgoing.Subject, rejected.Error);
                throw new RejectRecordException(rejected.Error);
            case SendResult.Later later:
                throw new RetryRecordLaterException(await state.HoldBackAsync(later.Delay, later.Error), later.Error);
            case SendResult.Gone gone:
                throw new RetryRecordLaterException(await state.StopAsync(gone.Error), gone.Error);
            case SendResult.Failed failed:
                throw await state.FailedAsync(outgoing.Subject, failed) is { } again
                    ? new RetryRecordLaterException(again, failed.Error)
                    : new DestinationException(failed.Error);
            case var other:
                throw new InvalidOperationException($"Unexpected result: {other}.");
        }
    }

    /// <summary>Sends an event that speaks of no record, whether or not the destination is stopped or held back, and has it change neither.</summary>
    public Task<SendResult> TestAsync(CancellationToken cancellationToken) => SendAsync(events.CreateTest(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var result = await TrySendAsync(outgoing, cancellationToken);
        metrics.DeliveredTo(destination.Name, result.GetType().Name.ToLowerInvariant(), time.GetElapsedTime(started));
        return result;
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
