using System.Collections.Specialized;
using System.Net;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>Shows an operator what was quarantined: bodies that are no event, and messages that cannot be read.</summary>
public sealed class QuarantineOperations
{
    private const string TokenKind = "quarantine";
    private const int PageSize = 100;

    private readonly EventIndex _index;
    private readonly QuarantineReplayer _replayer;

    internal QuarantineOperations(EventStorage storage, QuarantineReplayer replayer)
    {
        _index = storage.Index;
        _replayer = replayer;
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
        await FindAsync(key, cancellationToken) is { } row
            ? OperatorResponse.Json(QuarantineDetails.From(row, await EventIdOfAsync(row)), OperatorJson.Readable.QuarantineDetails)
            : NoSuchKey;

    /// <summary>Replays a message that could not be read, or a body that is an event as the app reads it today.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202, 404, or 409 for a body that is no event.</returns>
    public async Task<OperatorResponse> ReplayAsync(string key, CancellationToken cancellationToken, string? caller = null)
    {
        if (await FindAsync(key, cancellationToken) is not { } row)
        {
            return NoSuchKey;
        }

        if (await _replayer.ReplayAsync(key, caller, cancellationToken) is { } eventId)
        {
            var replay = new QuarantineReplay(key, "queued", eventId.Length > 0 ? eventId : null);
            return OperatorResponse.Json(replay, OperatorJson.Readable.QuarantineReplay, HttpStatusCode.Accepted);
        }

        return await _replayer.ReadAsync(row) is (_, { } error)
            ? OperatorResponse.Conflict(
                $"The body is no event today either: {error} If it should be one, Stitchex has changed what it sends; have it sent again.")
            : OperatorResponse.Conflict("The body could not be received in this very moment. Try again.");
    }

    /// <summary>Removes a quarantined item, once a person has seen it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>204, or 404.</returns>
    public async Task<OperatorResponse> RemoveAsync(string key, CancellationToken cancellationToken, string? caller = null) =>
        QuarantinedRow.IsKey(key) && await _replayer.RemoveAsync(key, caller, cancellationToken) is not null
            ? OperatorResponse.Empty
            : NoSuchKey;

    private static OperatorResponse NoSuchKey => OperatorResponse.NotFound("There is no quarantined item with this key, or it was removed. operations/quarantine lists what there is.");

    private Task<QuarantinedRow?> FindAsync(string key, CancellationToken cancellationToken) =>
        QuarantinedRow.IsKey(key) ? _index.ReadQuarantinedAsync(key, cancellationToken) : Task.FromResult<QuarantinedRow?>(null);

    private async Task<string?> EventIdOfAsync(QuarantinedRow row) =>
        row.Kind == QuarantinedItem.BodyKind ? (await _replayer.ReadAsync(row)).EventId : null;
}
