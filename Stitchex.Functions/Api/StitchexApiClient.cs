using System.Net;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Api;

/// <summary>Fetches records from the Stitchex API. Every outcome is a value; only cancellation is thrown.</summary>
internal sealed class StitchexApiClient(
    StitchexApi api,
    StitchexLogin login,
    LoginRetry retry,
    ResourceCatalogue catalogue,
    RecordReader reader,
    RequestThrottle throttle,
    ServedRecords served,
    ApiStanding standing,
    IOptions<StitchexApiOptions> options,
    TimeProvider time)
{
    // A token that is rejected so soon after it was given will not be better the next time.
    private static readonly TimeSpan MinimumTokenAge = TimeSpan.FromMinutes(1);

    // Whoever asks how things are gets an answer within ten seconds.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a permit to send one request.</summary>
    /// <param name="isInNoHurry">Whether others come first.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Null when there is one; otherwise in how long to ask again, and why.</returns>
    public async Task<(TimeSpan Delay, string Reason)?> WaitAsync(bool isInNoHurry, CancellationToken cancellationToken)
    {
        await retry.HearAsync(cancellationToken);
        var delay = await (isInNoHurry ? throttle.WaitForSpareAsync(cancellationToken) : throttle.WaitAsync(cancellationToken));
        return delay is null ? null : (delay.Value, throttle.Reason);
    }

    /// <summary>Fetches one record.</summary>
    /// <param name="resource">The resource's name, such as <c>pick_ticket</c>.</param>
    /// <param name="recordId">The record's id as Stitchex sent it.</param>
    /// <param name="now">The time by the clock that events are stored by.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public Task<FetchResult> FetchAsync(string resource, string recordId, DateTimeOffset now, CancellationToken cancellationToken) => FetchAsync(
        catalogue.Find(resource),
        endpoint => endpoint.PathOf(recordId),
        (response, endpoint) => reader.Read(response, resource, recordId, endpoint, now),
        isList: false,
        cancellationToken);

    /// <summary>Fetches one page of the list of a resource's records.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="page">The page's number; the first one is 1.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public Task<FetchResult> FetchPageAsync(string resource, int page, CancellationToken cancellationToken) => FetchAsync(
        catalogue.Find(resource),
        endpoint => endpoint.PathOfPage(page),
        (response, endpoint) => reader.ReadPage(response, resource, endpoint),
        isList: true,
        cancellationToken);

    private async Task<FetchResult> FetchAsync(
        ResourceEndpoint? endpoint,
        Func<ResourceEndpoint, string> pathOf,
        Func<ApiResponse, ResourceEndpoint, FetchResult> read,
        bool isList,
        CancellationToken cancellationToken)
    {
        if (endpoint is null)
        {
            return new FetchResult.EndpointUnknown();
        }

        var path = pathOf(endpoint);
        using var deadline = new CancellationTokenSource(options.Value.FetchTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var result = await GetAsync(path, endpoint, read, isList, either.Token);
            if (MayBeForTheOrganisation(result))
            {
                await login.SetOrganisationAsync(either.Token);
                throttle.Record();
                result = await GetAsync(path, endpoint, read, isList, either.Token);
            }

            // Lists that are served say nothing of records.
            await (isList ? Task.CompletedTask : standing.ServesAsync());
            return result;
        }
        catch (ApiUnavailableException e)
        {
            var unavailable = new FetchResult.Unavailable(e.Message, throttle.Suspend(e))
            {
                Status = e.Status,
                OthersAreServed = MayBeOfOneRecord(e) && served.ServesOthersThan(path),
            };
            var wait = e.Rejection is { } rejection ? rejection.NextAt - time.GetUtcNow() : unavailable.RetryAfter;
            return await ToldAsync(unavailable, KindOf(e), wait);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var error = $"The API did not respond within {options.Value.FetchTimeout.TotalSeconds:0.#} s "
                + $"({StitchexApiOptions.SectionName}:FetchTimeout).";
            var unavailable = new FetchResult.Unavailable(error, RetryAfter: null) { OthersAreServed = served.ServesOthersThan(path) };
            return await ToldAsync(unavailable, ApiObstacleKind.Unavailable, wait: null);
        }
    }

    /// <summary>Asks the API for something small, to see whether it responds and takes our login.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        if (await throttle.WaitAsync(LongestCheck, cancellationToken) is { } wait)
        {
            return login.Rejected is { } rejected
                ? Describe(rejected)
                : $"Requests are held back for another {Describe(wait)}. {throttle.Reason}";
        }

        try
        {
            var response = await GetAuthorizedAsync("organisations", cancellationToken);
            return response.IsSuccess ? null : $"The API responded with {(int)response.Status} to the request for its organisations.";
        }
        catch (ApiUnavailableException e)
        {
            throttle.Suspend(e);
            return Describe(e);
        }
    }

    private async Task<FetchResult> ToldAsync(FetchResult.Unavailable unavailable, ApiObstacleKind kind, TimeSpan? wait)
    {
        if (!unavailable.OthersAreServed)
        {
            await standing.FailsAsync(kind, unavailable.Error, wait);
        }

        return unavailable;
    }

    private static ApiObstacleKind KindOf(ApiUnavailableException e) => e switch
    {
        { Rejection: not null } or { Status: (int)HttpStatusCode.Unauthorized } => ApiObstacleKind.LoginRejected,
        { Status: (int)HttpStatusCode.TooManyRequests } => ApiObstacleKind.RateLimited,
        _ => ApiObstacleKind.Unavailable,
    };

    private string Describe(ApiUnavailableException e)
    {
        var now = time.GetUtcNow();
        return e.Rejection is { } rejection
            ? $"Login rejected{(e.Status > 0 ? $" ({e.Status})" : "")} {Describe(now - rejection.At)} ago, "
                + $"next try in {Describe(rejection.NextAt - now)}. {e.Message}"
            : e.Message;
    }

    private static string Describe(TimeSpan time) =>
        time < TimeSpan.FromMinutes(2) ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";

    // A login, a rate limit and a connection are everybody's.
    private static bool MayBeOfOneRecord(ApiUnavailableException e) => (HttpStatusCode)e.Status
        is HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;

    // What is missing, another's or rejected may only be so because somebody switched the current organisation, which the server keeps. Nobody has shown what
    // the API responds when none is set.
    private static bool MayBeForTheOrganisation(FetchResult result) =>
        result is FetchResult.NotFound or FetchResult.OtherOrganisation or FetchResult.Unusable { Status: >= 400 and < 500 };

    private async Task<FetchResult> GetAsync(
        string path,
        ResourceEndpoint endpoint,
        Func<ApiResponse, ResourceEndpoint, FetchResult> read,
        bool isList,
        CancellationToken cancellationToken)
    {
        var response = await GetAuthorizedAsync(path, cancellationToken, isList);
        if (!isList)
        {
            served.Add(path);
        }

        var status = (int)response.Status;
        FetchResult result = response switch
        {
            { Status: HttpStatusCode.NotFound or HttpStatusCode.Gone } => new FetchResult.NotFound(endpoint.IsGuess),
            { IsSuccess: false } => new FetchResult.Unusable(status is >= 300 and < 400
                ? $"The API responded with {status}: it leads elsewhere, as to a login page. Look at {StitchexApiOptions.SectionName}:BaseAddress if this lasts."
                : $"The API responded with {status}."),
            { Defect: ResponseDefect.TooLarge } => new FetchResult.Unusable(
                $"The response ({status}) is larger than {options.Value.MaxResponseBytes:N0} bytes. Raise {StitchexApiOptions.SectionName}:MaxResponseBytes if that is right."),
            { Defect: ResponseDefect.Malformed } => new FetchResult.Unusable($"The response ({status}) is not compressed in the way that it says, or breaks off."),
            { Body.IsEmpty: true } => new FetchResult.Unusable($"The response ({status}) is empty."),
            _ => read(response, endpoint),
        };
        return result with { Status = status };
    }

    private async Task<ApiResponse> GetAuthorizedAsync(string path, CancellationToken cancellationToken, bool isList = false)
    {
        var token = await login.GetTokenAsync(cancellationToken);
        var response = await api.SendAsync(HttpMethod.Get, path, token.Value, content: null, cancellationToken, isList);
        if (response.Status == HttpStatusCode.Unauthorized && time.GetUtcNow() - token.ObtainedAt > MinimumTokenAge)
        {
            login.Invalidate(token);
            token = await login.GetTokenAsync(cancellationToken);
            throttle.Record();
            response = await api.SendAsync(HttpMethod.Get, path, token.Value, content: null, cancellationToken, isList);
        }

        if (response.Status == HttpStatusCode.Unauthorized)
        {
            login.MarkSuspect(token);
        }

        return response.Status switch
        {
            HttpStatusCode.Unauthorized => throw new ApiUnavailableException(
                $"The API does not take our token (401). Look at {StitchexApiOptions.SectionName}:{(login.HasFixedToken ? "AccessToken" : "Email and :Password")}.", 401),
            HttpStatusCode.Forbidden or HttpStatusCode.PaymentRequired => throw new ApiUnavailableException(
                $"The API denies access to this record ({(int)response.Status}). Look at what the login of {StitchexApiOptions.SectionName} may see, and at the account.", (int)response.Status),
            _ => response,
        };
    }
}
