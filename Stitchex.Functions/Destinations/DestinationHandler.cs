using System.Globalization;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Destinations;

/// <summary>Sends changes to one destination.</summary>
internal sealed class DestinationHandler(
    Destination destination, IDestinationClient client, ChangeEvent events, DestinationState state, TimeProvider time) : IRecordHandler
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
            case SendResult.Refused refused:
                await state.RefusedAsync(outgoing.Subject, refused.Error);
                throw new RejectRecordException(refused.Error);
            case SendResult.Later later:
                throw new RetryRecordLaterException(await state.HoldBackAsync(later.Delay, later.Error), later.Error);
            case SendResult.Gone gone:
                throw new RetryRecordLaterException(await state.StopAsync(gone.Error), gone.Error);
            case SendResult.Failed failed:
                throw await state.FailedAsync(outgoing.Subject, failed.Error) is { } again
                    ? new RetryRecordLaterException(again, failed.Error)
                    : new DestinationException(failed.Error);
            case var other:
                throw new InvalidOperationException($"Nothing is known of {other}.");
        }
    }

    /// <summary>Sends an event, within the destination's time.</summary>
    public async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
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
        catch (Exception e)
        {
            return new SendResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }
}
