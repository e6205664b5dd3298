using Microsoft.Extensions.Logging;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Operations.Destinations;

/// <content>Tries scripts.</content>
public sealed partial class DestinationOperations
{
    // One at a time: each may take as much memory as a script is given.
    private int _trials;

    /// <summary>Shows what a script makes of an event's record as it is archived, beside what is sent without one. Nothing is sent.</summary>
    /// <param name="name">The destination's name.</param>
    /// <param name="content">The body, which holds the script and the event's id.</param>
    /// <param name="caller">Who tries it; null where that is not known.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, 400, 404 or 413; 409 while another script is tried, or where the record is too large.</returns>
    public Task<OperatorResponse> TryScriptAsync(string name, Stream content, string? caller, CancellationToken cancellationToken) => WithAsync(name, async destination =>
    {
        using var limit = new CancellationTokenSource(OperatorResponseExtensions.Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (request, error) = await OperatorBody<ScriptTrialRequest>.ReadAsync(
            content, OperatorJson.Readable.ScriptTrialRequest, ScriptTrialRequest.Example, either.Token);
        if (request is null)
        {
            return error!;
        }

        if (request is not { EventId.Length: > 0, Script.Length: > 0 })
        {
            return OperatorResponse.BadRequest($"An event's id and a script are needed. Send {ScriptTrialRequest.Example}.");
        }

        var (change, archived, missing) = await _changes.FindAsync(request.EventId, either.Token);
        if (change is null || archived is null)
        {
            return missing!;
        }

        if (archived.Content is null && !archived.IsDeleted)
        {
            return OperatorResponse.TooLarge(change.Resource, change.RecordId);
        }

        if (Interlocked.CompareExchange(ref _trials, 1, 0) != 0)
        {
            return OperatorResponse.Conflict("Another script is being tried. Try again in a moment.");
        }

        try
        {
            Log.Tried(_logger, destination.Name, caller, request.EventId);
            return OperatorResponse.Json(Try(destination, change, request.Script, cancellationToken), OperatorJson.Readable.ScriptTrial);
        }
        finally
        {
            Volatile.Write(ref _trials, 0);
        }
    });

    private ScriptTrial Try(Destination destination, RecordChange change, string script, CancellationToken cancellationToken)
    {
        var handler = _handlerOf(destination.Name);
        var before = EventText.From(handler.Preview(change, tried: null, cancellationToken)!.Body);
        var isChosen = destination.Wants(DestinationKind.Of(change))
            && new RecordHandlerRegistration(typeof(DestinationHandler), [.. destination.Options.Resources]).Wants(change.Resource);
        try
        {
            var after = handler.Preview(change, ChangeScripts.Prepare(ScriptSource.FromCode(script)), cancellationToken);
            return new ScriptTrial(isChosen, before, after is null ? null : EventText.From(after.Body), Error: null);
        }
        catch (ScriptException e)
        {
            return new ScriptTrial(isChosen, before, After: null, $"its script {e.Message}");
        }
        catch (Exception e) when (e is RejectRecordException or DestinationException)
        {
            return new ScriptTrial(isChosen, before, After: null, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 446,
            EventName = "ScriptTried",
            Level = LogLevel.Information,
            Message = "A script for destination {Destination} was tried by {Operator} on event {StitchexEventId}.")]
        public static partial void Tried(ILogger logger, string destination, string? @operator, string stitchexEventId);
    }
}
