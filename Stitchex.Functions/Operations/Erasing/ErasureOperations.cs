using System.Collections.Specialized;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>Has records erased for an operator, and shows who did so.</summary>
public sealed class ErasureOperations
{
    private const string TokenKind = "erasures";
    private const int PageSize = 100;

    private readonly JobOperations _jobs;
    private readonly EventStore _store;
    private readonly RecordEraser _eraser;
    private readonly StorageClock _clock;

    internal ErasureOperations(JobOperations jobs, EventStorage storage, RecordEraser eraser, StorageClock clock)
    {
        _jobs = jobs;
        _store = storage.Store;
        _eraser = eraser;
        _clock = clock;
    }

    /// <summary>Starts a job that erases what is stored of records.</summary>
    /// <param name="content">The body, which names the records.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the job, 400, 413, or 409 where something is still to be done with one of the records.</returns>
    public async Task<OperatorResponse> StartAsync(Stream content, CancellationToken cancellationToken, string? caller = null)
    {
        var (request, error) = await OperatorBody<ErasureRequest>.ReadAsync(
            content, OperatorJson.Readable.ErasureRequest, ErasureRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        var (job, wrong) = request.ToJob(_clock.UtcNow, caller);
        if (job is null)
        {
            return OperatorResponse.BadRequest(wrong!);
        }

        List<string> obstacles = [];
        foreach (var record in job.IsDryRun ? [] : job.Ids!.Split(' '))
        {
            if (await _eraser.FindObstacleAsync(record, cancellationToken) is { } obstacle)
            {
                obstacles.Add(obstacle);
            }
        }

        return obstacles.Count > 0
            ? OperatorResponse.Conflict($"Nothing was erased. {string.Join(' ', obstacles)}")
            : await _jobs.StartAsync(job, cancellationToken);
    }

    /// <summary>Lists who had which record erased.</summary>
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

        var erasures = await _store.ListErasuresAsync(token?.Parts[0], PageSize, cancellationToken);
        var next = erasures.Count == PageSize ? new PageToken(TokenKind, erasures[^1].Key).ToString() : null;
        return OperatorResponse.Json(new ErasureList(erasures, next), OperatorJson.Readable.ErasureList);
    }
}
