using System.Collections.Specialized;
using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>Shows an operator what was quarantined: bodies that are no event, and messages that cannot be read.</summary>
public sealed partial class QuarantineOperations
{
    private const string TokenKind = "quarantine";
    private const int PageSize = 100;

    private readonly EventIndex _index;
    private readonly EventReplayer _replayer;
    private readonly ILogger<QuarantineOperations> _logger;

    internal QuarantineOperations(EventStorage storage, EventReplayer replayer, ILogger<QuarantineOperations> logger)
    {
        _index = storage.Index;
        _replayer = replayer;
        _logger = logger;
    }

    /// <summary>Lists quarantined items.</summary>
    /// <param name="query">Where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with a page, or 400.</returns>
    public async Task<OperatorResponse> ListAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var token = reader.Token("pageToken");
        if (token is not null and not { Kind: TokenKind, Parts.Length: 1 })
        {
            reader.Add("pageToken belongs to another query. Leave it out to start over.");
        }

        if (reader.Error is { } error)
        {
            return error;
        }

        var rows = await _index.ListQuarantinedAsync(token?.Parts[0], PageSize, cancellationToken);
        var next = rows.Count == PageSize ? new PageToken(TokenKind, rows[^1].Key).ToString() : null;
        var page = new QuarantineList([.. rows.OrderByDescending(row => row.FirstSeenAt).Select(QuarantineSummary.From)], next);
        return OperatorResponse.Json(page, OperatorJson.Readable.QuarantineList);
    }

    /// <summary>Shows one thing that was quarantined, with its content.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, or 404.</returns>
    public async Task<OperatorResponse> GetAsync(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) is { } row ? OperatorResponse.Json(QuarantineDetails.From(row), OperatorJson.Readable.QuarantineDetails) : NoSuchKey;

    /// <summary>Replays a message that could not be read.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>202, 404, or 409 for a body.</returns>
    public async Task<OperatorResponse> ReplayAsync(string key, CancellationToken cancellationToken) => await FindAsync(key, cancellationToken) switch
    {
        null => NoSuchKey,
        { Kind: QuarantinedItem.MessageKind } when await _replayer.ReplayQuarantinedMessageAsync(key, cancellationToken) =>
            OperatorResponse.Json(new QuarantineReplay(key, "queued"), OperatorJson.Readable.QuarantineReplay, HttpStatusCode.Accepted),
        { Kind: QuarantinedItem.MessageKind } => NoSuchKey,
        _ => OperatorResponse.Conflict(
            "A quarantined body is no event, so there is nothing to replay. Look at its content: if it should have been an event, Stitchex has changed what it sends; have it sent again once the app can read it. Then remove it here."),
    };

    /// <summary>Removes a quarantined item, once a person has seen it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>204, or 404.</returns>
    public async Task<OperatorResponse> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (!IsKey(key) || !await _index.RemoveQuarantinedAsync(key, cancellationToken))
        {
            return NoSuchKey;
        }

        Log.Removed(_logger, key);
        return OperatorResponse.Empty;
    }

    private static OperatorResponse NoSuchKey => OperatorResponse.NotFound("There is no quarantined item with this key, or it was removed. operations/quarantine lists what there is.");

    private static bool IsKey(string key) => key.Length == 32 && key.All(char.IsAsciiHexDigitLower);

    private Task<QuarantinedRow?> FindAsync(string key, CancellationToken cancellationToken) => IsKey(key) ? _index.ReadQuarantinedAsync(key, cancellationToken) : Task.FromResult<QuarantinedRow?>(null);

    private static partial class Log
    {
        [LoggerMessage(EventId = 441, EventName = "QuarantinedItemRemoved", Level = LogLevel.Information, Message = "Quarantined item {Key} was removed by an operator.")]
        public static partial void Removed(ILogger logger, string key);
    }
}
