using System.Collections.Specialized;
using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Answers;

namespace Stitchex.Functions.Operations.Refused;

/// <summary>Shows an operator what was refused: bodies that are no event, and messages that cannot be read.</summary>
public sealed partial class RefusedOperations
{
    private const string TokenKind = "refused";
    private const int PageSize = 100;

    private readonly EventLog _log;
    private readonly EventReplayer _replayer;
    private readonly ILogger<RefusedOperations> _logger;

    internal RefusedOperations(EventStorage storage, EventReplayer replayer, ILogger<RefusedOperations> logger)
    {
        _log = storage.Log;
        _replayer = replayer;
        _logger = logger;
    }

    /// <summary>Lists what was refused.</summary>
    /// <param name="query">Where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with a page, or 400.</returns>
    public async Task<OperatorAnswer> ListAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var token = reader.Token("pageToken");
        if (token is not null and not { Kind: TokenKind, Parts.Length: 1 })
        {
            reader.Add("pageToken belongs to another question. Leave it out to begin anew.");
        }

        if (reader.Fault is { } fault)
        {
            return fault;
        }

        var rows = await _log.ListRefusedAsync(token?.Parts[0], PageSize, cancellationToken);
        var next = rows.Count == PageSize ? new PageToken(TokenKind, rows[^1].Key).ToString() : null;
        var page = new RefusedList([.. rows.OrderByDescending(row => row.FirstSeenAt).Select(RefusedSummary.Of)], next);
        return OperatorAnswer.Json(page, OperatorJson.Readable.RefusedList);
    }

    /// <summary>Shows one thing that was refused, with its content.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, or 404.</returns>
    public async Task<OperatorAnswer> GetAsync(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) is { } row ? OperatorAnswer.Json(RefusedDetails.Of(row), OperatorJson.Readable.RefusedDetails) : NoSuchKey;

    /// <summary>Has a message tried again that could not be read.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>202, 404, or 409 for a body.</returns>
    public async Task<OperatorAnswer> ReplayAsync(string key, CancellationToken cancellationToken) => await FindAsync(key, cancellationToken) switch
    {
        null => NoSuchKey,
        { Kind: RefusedItem.MessageKind } when await _replayer.ReplayRefusedMessageAsync(key, cancellationToken) =>
            OperatorAnswer.Json(new RefusedReplay(key, "queued"), OperatorJson.Readable.RefusedReplay, HttpStatusCode.Accepted),
        { Kind: RefusedItem.MessageKind } => NoSuchKey,
        _ => OperatorAnswer.Conflict(
            "A body that was refused is no event, so there is nothing to replay. Look at its content: if it should have been an event, Stitchex has changed what it sends; have it sent again once the app can read it. Then remove it here."),
    };

    /// <summary>Forgets something that was refused, once a person has seen it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>204, or 404.</returns>
    public async Task<OperatorAnswer> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsKey(key) || !await _log.RemoveRefusedAsync(key, cancellationToken))
        {
            return NoSuchKey;
        }

        Log.Removed(_logger, key);
        return OperatorAnswer.Empty;
    }

    private static OperatorAnswer NoSuchKey => OperatorAnswer.NotFound("Nothing that was refused has this key, or somebody has removed it. operations/refused lists what there is.");

    private static bool IsKey(string key) => key.Length == 32 && key.All(char.IsAsciiHexDigitLower);

    private Task<RefusedRow?> FindAsync(string key, CancellationToken cancellationToken) => IsKey(key) ? _log.ReadRefusedAsync(key, cancellationToken) : Task.FromResult<RefusedRow?>(null);

    private static partial class Log
    {
        [LoggerMessage(EventId = 441, EventName = "RefusedRemoved", Level = LogLevel.Information, Message = "What was refused under the key {Key} was removed by an operator.")]
        public static partial void Removed(ILogger logger, string key);
    }
}
